#!/usr/bin/env python3
"""Turn a llama-architecture GGUF file (SmolLM2, ...) into a folder that transformers.js loads.

    gguf_to_onnx.py MODEL.gguf OUT_DIR [--variant plain|gqa] [--dtypes fp32,fp16,q4,q8] [--accuracy-level 0|4]

Writes config.json, generation_config.json, tokenizer.json, tokenizer_config.json, special_tokens_map.json and
onnx/model.onnx (fp32), onnx/model_fp16.onnx, onnx/model_q4.onnx, onnx/model_quantized.onnx (q8).
Needs: pip install gguf onnx numpy (q8 also: onnxruntime).

variant plain: ordinary ONNX operators, inputs input_ids, attention_mask, position_ids.
variant gqa:   com.microsoft GroupQueryAttention (rotary inside), inputs input_ids, attention_mask.
"""
import argparse, json, os, sys
import numpy as np
from gguf import GGUFReader, dequantize
from onnx import TensorProto as T, helper, numpy_helper, save_model


class Graph:
    """A small ONNX graph builder: every call adds one node and returns the name of its output."""

    def __init__(self):
        self.nodes, self.inits, self.names, self.count = [], [], set(), 0

    def tensor(self, name, array):
        if name not in self.names:
            self.names.add(name)
            self.inits.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def ints(self, *values):
        return self.tensor("i_" + "_".join(map(str, values)).replace("-", "m"), np.array(values, np.int64))

    def scalar(self, value, dtype=np.float32):
        return self.tensor(f"s_{np.dtype(dtype).name}_{value}", np.array(value, dtype))

    def op(self, kind, inputs, outputs=None, domain=None, **attrs):
        self.count += 1
        outputs = outputs or [f"{kind}_{self.count}"]
        self.nodes.append(helper.make_node(kind, inputs, outputs, f"n{self.count}_{kind}", domain=domain, **attrs))
        return outputs[0]


def unpermute(weight, heads):
    """GGUF stores q and k rows of llama models interleaved; Hugging Face's rotary wants halves."""
    rows, cols = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, cols).swapaxes(1, 2).reshape(rows, cols)


def quantize_q4(weight, block=32):
    """Asymmetric 4-bit blocks along the input axis, in MatMulNBits' layout. weight: [out, in]."""
    n, k = weight.shape
    if k % block:
        sys.exit(f"a matrix of {n} x {k} has no whole number of blocks of {block}")
    w = weight.reshape(n, k // block, block).astype(np.float32)
    lo, hi = np.minimum(w.min(-1), 0), np.maximum(w.max(-1), 0)
    scale = (hi - lo) / 15
    scale[scale == 0] = 1
    zero = np.clip(np.rint(-lo / scale), 0, 15)
    q = np.clip(np.rint(w / scale[..., None] + zero[..., None]), 0, 15).astype(np.uint8)
    packed = q[..., 0::2] | (q[..., 1::2] << 4)
    z = zero.astype(np.uint8)
    if z.shape[1] % 2:
        z = np.concatenate([z, np.full((n, 1), 8, np.uint8)], 1)
    return packed, scale.astype(np.float32), (z[:, 0::2] | (z[:, 1::2] << 4))


class Model:
    """A GGUF file of the llama architecture: its settings, and its weights as float32."""

    def __init__(self, path):
        self.reader = GGUFReader(path)
        self.raw = {t.name: t for t in self.reader.tensors}
        arch = self.get("general.architecture")
        if arch != "llama":
            sys.exit(f"architecture {arch!r} is not supported, only llama")
        key = lambda name: self.get(f"llama.{name}")
        self.layers, self.dim, self.inter = key("block_count"), key("embedding_length"), key("feed_forward_length")
        self.heads, self.kv = key("attention.head_count"), key("attention.head_count_kv")
        self.ctx, self.eps = key("context_length"), key("attention.layer_norm_rms_epsilon")
        self.theta = key("rope.freq_base") or 10000.0
        self.hd = self.dim // self.heads
        self.tied = "output.weight" not in self.raw
        self.vocab = int(self.raw["token_embd.weight"].shape[1])

    def get(self, name):
        field = self.reader.fields.get(name)
        return None if field is None else field.contents()

    def weight(self, name):
        t = self.raw[name]
        return dequantize(t.data, t.tensor_type).astype(np.float32).reshape(tuple(reversed([int(d) for d in t.shape])))


def build(m, variant, dtype, positions, path, accuracy):
    g = Graph()
    ft = np.float16 if dtype == "fp16" else np.float32
    FT = T.FLOAT16 if dtype == "fp16" else T.FLOAT
    gqa, hd, group = variant == "gqa", m.hd, m.heads // m.kv
    info = helper.make_tensor_value_info
    inputs = [info("input_ids", T.INT64, ["batch_size", "sequence_length"]),
              info("attention_mask", T.INT64, ["batch_size", "total_sequence_length"])]
    if not gqa:
        inputs.append(info("position_ids", T.INT64, ["batch_size", "sequence_length"]))
    outputs = [info("logits", FT, ["batch_size", "sequence_length", m.vocab])]
    for i in range(m.layers):
        for kv in ("key", "value"):
            inputs.append(info(f"past_key_values.{i}.{kv}", FT, ["batch_size", m.kv, "past_sequence_length", hd]))
            outputs.append(info(f"present.{i}.{kv}", FT, ["batch_size", m.kv, "total_sequence_length", hd]))

    freq = m.theta ** (-np.arange(0, hd, 2, dtype=np.float64) / hd)
    angle = np.arange(positions, dtype=np.float64)[:, None] * freq
    cos, sin = np.cos(angle), np.sin(angle)
    if gqa:
        cos_in, sin_in = g.tensor("rope_cos", cos.astype(ft)), g.tensor("rope_sin", sin.astype(ft))
    else:
        at = lambda name, table: g.op("Unsqueeze", [g.op("Gather", [
            g.tensor(name, np.concatenate([table, table], 1).astype(ft)), "position_ids"], axis=0), g.ints(1)])
        cos_in, sin_in = at("rope_cos", cos), at("rope_sin", sin)

    dim_of = lambda x, i: g.op("Gather", [g.op("Shape", [x]), g.scalar(i, np.int64)], axis=0)
    total = dim_of("attention_mask", 1)
    if gqa:
        count = g.op("ReduceSum", ["attention_mask", g.ints(1)], keepdims=0)
        seqlens = g.op("Cast", [g.op("Sub", [count, g.scalar(1, np.int64)])], to=T.INT32)
        total = g.op("Cast", [total], to=T.INT32)
    else:
        past, seq = dim_of("past_key_values.0.key", 2), dim_of("input_ids", 1)
        one, zero = g.scalar(1, np.int64), g.scalar(0, np.int64)
        rows = g.op("Unsqueeze", [g.op("Range", [past, g.op("Add", [past, seq]), one]), g.ints(1)])
        cols = g.op("Unsqueeze", [g.op("Range", [zero, total, one]), g.ints(0)])
        keep = g.op("Unsqueeze", [g.op("Cast", ["attention_mask"], to=T.BOOL), g.ints(1, 2)])
        keep = g.op("And", [g.op("LessOrEqual", [cols, rows]), keep])
        low = -6e4 if dtype == "fp16" else -1e9
        mask = g.op("Where", [keep, g.scalar(0.0, ft), g.scalar(low, ft)])
        mask = g.op("Unsqueeze", [mask, g.ints(2)])  # [B,1,1,S,T], for all of a group's heads

    def rms(x, name):
        if dtype == "fp16":
            x = g.op("Cast", [x], to=T.FLOAT)
        mean = g.op("ReduceMean", [g.op("Mul", [x, x]), g.ints(-1)], keepdims=1)
        y = g.op("Div", [x, g.op("Sqrt", [g.op("Add", [mean, g.scalar(m.eps)])])])
        if dtype == "fp16":
            y = g.op("Cast", [y], to=T.FLOAT16)
        return g.op("Mul", [y, g.tensor(name, m.weight(name).astype(ft))])

    def linear(x, name, heads=0):
        w = m.weight(name)
        if heads:
            w = unpermute(w, heads)
        return matmul(x, name, w)

    def matmul(x, name, w):
        n, k = w.shape
        if dtype == "q4":
            b, s, z = quantize_q4(w)
            return g.op("MatMulNBits", [x, g.tensor(name + ".q4", b), g.tensor(name + ".scale", s.reshape(-1)),
                                        g.tensor(name + ".zero", z.reshape(-1))],
                        domain="com.microsoft", K=k, N=n, bits=4, block_size=32, accuracy_level=accuracy)
        return g.op("MatMul", [x, g.tensor(name, w.T.astype(ft))])

    def rope(x):  # [B,H,S,hd]
        a, b = (g.op("Slice", [x, g.ints(lo), g.ints(hi), g.ints(3)]) for lo, hi in ((0, hd // 2), (hd // 2, hd)))
        turned = g.op("Concat", [g.op("Neg", [b]), a], axis=3)
        return g.op("Add", [g.op("Mul", [x, cos_in]), g.op("Mul", [turned, sin_in])])

    embed = m.weight("token_embd.weight")
    h = g.op("Gather", [g.tensor("token_embd.weight.rows", embed.astype(ft)), "input_ids"], axis=0)
    for i in range(m.layers):
        n = rms(h, f"blk.{i}.attn_norm.weight")
        q, k = linear(n, f"blk.{i}.attn_q.weight", m.heads), linear(n, f"blk.{i}.attn_k.weight", m.kv)
        v = linear(n, f"blk.{i}.attn_v.weight")
        pk, pv = f"past_key_values.{i}.key", f"past_key_values.{i}.value"
        if gqa:
            o = g.op("GroupQueryAttention", [q, k, v, pk, pv, seqlens, total, cos_in, sin_in],
                     [f"attn_{i}", f"present.{i}.key", f"present.{i}.value"], "com.microsoft",
                     num_heads=m.heads, kv_num_heads=m.kv, do_rotary=1, scale=float(hd) ** -0.5)
        else:
            split = lambda x, n_: g.op("Transpose", [g.op("Reshape", [x, g.ints(0, 0, n_, hd)])], perm=[0, 2, 1, 3])
            q, k, v = rope(split(q, m.heads)), rope(split(k, m.kv)), split(v, m.kv)
            ks = g.op("Concat", [pk, k], [f"present.{i}.key"], axis=2)
            vs = g.op("Concat", [pv, v], [f"present.{i}.value"], axis=2)
            # [B,KV,G,S,hd] x [B,KV,1,hd,T]
            q = g.op("Reshape", [q, g.tensor("to_groups", np.array([0, m.kv, group, -1, hd], np.int64))])
            kt = g.op("Unsqueeze", [g.op("Transpose", [ks], perm=[0, 1, 3, 2]), g.ints(2)])
            a = g.op("Mul", [g.op("MatMul", [q, kt]), g.scalar(float(hd) ** -0.5, ft)])
            a = g.op("Softmax", [g.op("Add", [a, mask])], axis=-1)
            o = g.op("MatMul", [a, g.op("Unsqueeze", [vs, g.ints(2)])])
            o = g.op("Reshape", [o, g.tensor("to_heads", np.array([0, m.heads, -1, hd], np.int64))])
            o = g.op("Reshape", [g.op("Transpose", [o], perm=[0, 2, 1, 3]), g.ints(0, 0, m.heads * hd)])
        h = g.op("Add", [h, linear(o, f"blk.{i}.attn_output.weight")])
        n = rms(h, f"blk.{i}.ffn_norm.weight")
        gate, up = linear(n, f"blk.{i}.ffn_gate.weight"), linear(n, f"blk.{i}.ffn_up.weight")
        act = g.op("Mul", [g.op("Mul", [gate, g.op("Sigmoid", [gate])]), up])
        h = g.op("Add", [h, linear(act, f"blk.{i}.ffn_down.weight")])
    h = rms(h, "output_norm.weight")
    head = embed if m.tied else m.weight("output.weight")
    out = matmul(h, "lm_head", head)
    g.nodes[-1].output[0] = "logits"

    graph = helper.make_graph(g.nodes, "decoder", inputs, outputs, g.inits)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)],
                              ir_version=9, producer_name="gguf_to_onnx")
    # A file of this name is complete: an interrupted run leaves only the other name behind.
    save_model(model, path + ".part")
    os.replace(path + ".part", path)
    print(f"{path}: {os.path.getsize(path) / 1e6:.1f} MB")


def write_texts(m, out, positions):
    def dump(name, value):
        with open(os.path.join(out, name), "w", encoding="utf-8") as f:
            json.dump(value, f, ensure_ascii=False, indent=2)

    tokens, types = m.get("tokenizer.ggml.tokens"), m.get("tokenizer.ggml.token_type")
    if m.get("tokenizer.ggml.model") != "gpt2":
        sys.exit("only byte-level BPE tokenizers (gpt2) are supported")
    bos, eos, pad, unk = (m.get(f"tokenizer.ggml.{k}_token_id") for k in ("bos", "eos", "padding", "unknown"))
    template = m.get("tokenizer.chat_template")
    added = [dict(id=i, content=t, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
             for i, (t, k) in enumerate(zip(tokens, types)) if k in (3, 4)]
    digits = m.get("tokenizer.ggml.pre") in ("smollm", "starcoder", "refact", "command-r")
    steps = [dict(type="Digits", individual_digits=True)] if digits else []
    steps.append(dict(type="ByteLevel", add_prefix_space=False, trim_offsets=True, use_regex=True))
    dump("config.json", {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": m.vocab, "hidden_size": m.dim,
        "intermediate_size": m.inter, "num_hidden_layers": m.layers, "num_attention_heads": m.heads,
        "num_key_value_heads": m.kv, "head_dim": m.hd, "hidden_act": "silu", "max_position_embeddings": positions,
        "rms_norm_eps": round(m.eps, 9), "rope_theta": m.theta, "tie_word_embeddings": m.tied, "torch_dtype": "float32",
        "bos_token_id": bos, "eos_token_id": eos, "pad_token_id": pad})
    dump("generation_config.json", {"bos_token_id": bos, "eos_token_id": eos, "pad_token_id": pad})
    dump("tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": steps}, "post_processor": None,
        "decoder": dict(type="ByteLevel", add_prefix_space=True, trim_offsets=True, use_regex=True),
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                  "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
                  "vocab": {t: i for i, t in enumerate(tokens)}, "merges": m.get("tokenizer.ggml.merges")}})
    special = {k: tokens[v] for k, v in (("bos_token", bos), ("eos_token", eos), ("pad_token", pad), ("unk_token", unk))
               if v is not None}
    dump("tokenizer_config.json", {"tokenizer_class": "GPT2Tokenizer", "model_max_length": positions,
                                   "add_prefix_space": False, "clean_up_tokenization_spaces": False,
                                   **special, **({"chat_template": template} if template else {})})
    dump("special_tokens_map.json", special)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("gguf"), p.add_argument("out")
    p.add_argument("--variant", choices=("plain", "gqa"), default="plain")
    p.add_argument("--dtypes", default="fp32", help="comma-separated: fp32, fp16, q4, q8")
    p.add_argument("--max-positions", type=int, default=0, help="positions of the rotary tables (default: the model's)")
    p.add_argument("--accuracy-level", type=int, default=0, help="of MatMulNBits: 0 = as published, 4 = int8 activations")
    a = p.parse_args()
    m = Model(a.gguf)
    positions = a.max_positions or m.ctx
    os.makedirs(os.path.join(a.out, "onnx"), exist_ok=True)
    dtypes = a.dtypes.split(",")
    write_texts(m, a.out, positions)
    unknown = set(dtypes) - {"fp32", "fp16", "q4", "q8"}
    if unknown or ("q8" in dtypes and "fp32" not in dtypes):
        sys.exit(f"--dtypes {a.dtypes!r}: expected fp32, fp16, q4 or q8 (q8 is made from fp32, name both)")
    suffix = {"fp32": "", "fp16": "_fp16", "q4": "_q4"}
    for d in dtypes:
        if d == "q8":  # dynamic quantization of the fp32 file, as scripts of transformers.js do
            from onnxruntime.quantization import QuantType, quantize_dynamic
            quantize_dynamic(os.path.join(a.out, "onnx", "model.onnx"), os.path.join(a.out, "onnx", "model_quantized.onnx"),
                             weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"],
                             extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True, "DefaultTensorType": T.FLOAT})
            continue
        build(m, a.variant, d, positions, os.path.join(a.out, "onnx", f"model{suffix[d]}.onnx"), a.accuracy_level)


if __name__ == "__main__":
    main()
