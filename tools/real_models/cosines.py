#!/usr/bin/env python3
"""Cosines of sentence vectors by ONNX Runtime in Python, each text alone, mean or first-token pooling.

    cosines.py MODEL_DIR mean|cls PAIRS.json COSINES.json

PAIRS.json is a list of [text, text]. Needs: pip install onnxruntime tokenizers.
"""
import json, os, sys
import numpy as np
import onnxruntime
from tokenizers import Tokenizer


def main():
    folder, pooling = sys.argv[1:3]
    with open(sys.argv[3], encoding="utf-8") as f:
        pairs = json.load(f)
    tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(512)
    session = onnxruntime.InferenceSession(os.path.join(folder, "onnx", "model.onnx"),
                                           providers=["CPUExecutionProvider"])

    def vector(text):
        ids = np.array([tokenizer.encode(text).ids], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        hidden = session.run(None, feed)[0][0].astype(np.float64)
        return hidden.mean(0) if pooling == "mean" else hidden[0]

    def cosine(a, b):
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    with open(sys.argv[4], "w", encoding="utf-8") as f:
        json.dump([cosine(vector(a), vector(b)) for a, b in pairs], f)


if __name__ == "__main__":
    main()
