#!/usr/bin/env python3
"""Turn a sentence-transformers BERT folder (model.safetensors) into a folder that transformers.js loads.

    bert_to_onnx.py MODEL_DIR OUT_DIR

Inputs input_ids, attention_mask, token_type_ids; output last_hidden_state. Needs: pip install onnx numpy safetensors.
"""
import argparse, json, math, os, shutil
import numpy as np
from onnx import TensorProto as T, helper, numpy_helper, save_model
from safetensors.numpy import load_file

FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")


class Bert:
    """Adds the nodes of a BERT encoder to one graph; every method returns the name of an output."""

    def __init__(self, config, weights):
        self.config, self.weights = config, weights
        self.dim, self.heads = config["hidden_size"], config["num_attention_heads"]
        self.eps = float(config["layer_norm_eps"])
        self.nodes, self.inits, self.names = [], [], set()

    def const(self, name, array):
        if name not in self.names:
            self.names.add(name)
            self.inits.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def op(self, kind, inputs, output=None, **attrs):
        output = output or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attrs))
        return output

    def ints(self, *values):
        return self.const("i_" + "_".join(map(str, values)).replace("-", "m"), np.array(values, np.int64))

    def real(self, value):
        return self.const(f"f_{value}", np.array(value, np.float32))

    def parameter(self, name):
        return self.const(name, self.weights[name])

    def linear(self, x, name):
        product = self.op("MatMul", [x, self.const(name + ".wT", self.weights[name + ".weight"].T)])
        return self.op("Add", [product, self.parameter(name + ".bias")])

    def norm(self, x, name, output=None):
        inputs = [x, self.parameter(name + ".weight"), self.parameter(name + ".bias")]
        return self.op("LayerNormalization", inputs, output, axis=-1, epsilon=self.eps)

    def lookup(self, name, ids):
        return self.op("Gather", [self.parameter(name), ids], axis=0)

    def embeddings(self):
        one = self.const("one", np.array(1, np.int64))
        length = self.op("Gather", [self.op("Shape", ["input_ids"]), one], axis=0)
        places = self.op("Range", [self.const("zero", np.array(0, np.int64)), length, one])
        positions = self.op("Unsqueeze", [places, self.ints(0)])
        h = self.op("Add", [self.lookup("embeddings.word_embeddings.weight", "input_ids"),
                            self.lookup("embeddings.token_type_embeddings.weight", "token_type_ids")])
        h = self.op("Add", [h, self.lookup("embeddings.position_embeddings.weight", positions)])
        return self.norm(h, "embeddings.LayerNorm")

    def layer(self, h, prefix, mask, output):
        size = self.dim // self.heads
        split = lambda x: self.op("Transpose", [self.op("Reshape", [x, self.ints(0, 0, self.heads, size)])],
                                  perm=[0, 2, 1, 3])
        q, k, v = (split(self.linear(h, f"{prefix}attention.self.{n}")) for n in ("query", "key", "value"))
        a = self.op("MatMul", [q, self.op("Transpose", [k], perm=[0, 1, 3, 2])])
        a = self.op("Add", [self.op("Mul", [a, self.real(1 / math.sqrt(size))]), mask])
        a = self.op("MatMul", [self.op("Softmax", [a], axis=-1), v])
        a = self.op("Reshape", [self.op("Transpose", [a], perm=[0, 2, 1, 3]), self.ints(0, 0, self.dim)])
        h = self.norm(self.op("Add", [h, self.linear(a, prefix + "attention.output.dense")]),
                      prefix + "attention.output.LayerNorm")
        m = self.linear(h, prefix + "intermediate.dense")
        erf = self.op("Erf", [self.op("Div", [m, self.real(math.sqrt(2.0))])])
        m = self.op("Mul", [self.op("Mul", [m, self.real(0.5)]), self.op("Add", [erf, self.real(1.0)])])
        return self.norm(self.op("Add", [h, self.linear(m, prefix + "output.dense")]),
                         prefix + "output.LayerNorm", output)

    def model(self):
        keep = self.op("Unsqueeze", [self.op("Cast", ["attention_mask"], to=T.BOOL), self.ints(1, 2)])
        mask = self.op("Where", [keep, self.real(0.0), self.real(-1e9)])
        h, count = self.embeddings(), self.config["num_hidden_layers"]
        for i in range(count):
            h = self.layer(h, f"encoder.layer.{i}.", mask, "last_hidden_state" if i == count - 1 else None)
        info = helper.make_tensor_value_info
        inputs = [info(name, T.INT64, ["batch_size", "sequence_length"])
                  for name in ("input_ids", "attention_mask", "token_type_ids")]
        outputs = [info(h, T.FLOAT, ["batch_size", "sequence_length", self.dim])]
        graph = helper.make_graph(self.nodes, "bert", inputs, outputs, self.inits)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model"), p.add_argument("out")
    a = p.parse_args()
    with open(os.path.join(a.model, "config.json"), encoding="utf-8") as f:
        config = json.load(f)
    weights = {name.removeprefix("bert."): value.astype(np.float32)
               for name, value in load_file(os.path.join(a.model, "model.safetensors")).items()
               if value.dtype.kind == "f"}
    os.makedirs(os.path.join(a.out, "onnx"), exist_ok=True)
    for name in FILES:
        shutil.copyfile(os.path.join(a.model, name), os.path.join(a.out, name))
    if os.path.isdir(os.path.join(a.model, "1_Pooling")):
        shutil.copytree(os.path.join(a.model, "1_Pooling"), os.path.join(a.out, "1_Pooling"), dirs_exist_ok=True)
    path = os.path.join(a.out, "onnx", "model.onnx")
    save_model(Bert(config, weights).model(), path + ".part")
    os.replace(path + ".part", path)
    print(f"{path}: {os.path.getsize(path) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
