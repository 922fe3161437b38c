#!/usr/bin/env python3
"""Greedy continuations by ONNX Runtime in Python: one prefill of the whole prompt, one token at a time.

    greedy.py MODEL_DIR FILE.onnx THREADS PROMPTS.json TEXTS.json

PROMPTS.json is a list of {"text", "max"}: the prompt with its template applied, and the most new tokens. The result
lists the token ids of each answer (without the end token) and its text. Needs: pip install onnxruntime tokenizers.
"""
import json, os, sys
import numpy as np
import onnxruntime
from tokenizers import Tokenizer


def main():
    folder, file, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(sys.argv[4], encoding="utf-8") as f:
        prompts = json.load(f)
    with open(os.path.join(folder, "config.json"), encoding="utf-8") as f:
        config = json.load(f)
    tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(os.path.join(folder, file), options, providers=["CPUExecutionProvider"])
    inputs, outputs = [i.name for i in session.get_inputs()], [o.name for o in session.get_outputs()]
    caches = [name for name in inputs if name.startswith("past_key_values.")]
    empty = np.zeros((1, config["num_key_value_heads"], 0, config["head_dim"]), np.float32)

    def greedy(ids, most):
        past, fresh, total, out = {name: empty for name in caches}, list(ids), 0, []
        while len(out) < most:
            feed = {"input_ids": np.array([fresh], np.int64), **past,
                    "attention_mask": np.ones((1, total + len(fresh)), np.int64)}
            if "position_ids" in inputs:
                feed["position_ids"] = np.arange(total, total + len(fresh))[None].astype(np.int64)
            result = dict(zip(outputs, session.run(None, feed)))
            total += len(fresh)
            past = {name: result[name.replace("past_key_values", "present")] for name in caches}
            token = int(result["logits"][0, -1].argmax())
            if token == config["eos_token_id"]:
                break
            out.append(token)
            fresh = [token]
        return out

    texts = []
    for prompt in prompts:
        ids = greedy(tokenizer.encode(prompt["text"], add_special_tokens=False).ids, prompt["max"])
        texts.append({"ids": ids, "text": tokenizer.decode(ids)})
    with open(sys.argv[5], "w", encoding="utf-8") as f:
        json.dump(texts, f)


if __name__ == "__main__":
    main()
