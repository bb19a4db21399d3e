"""Export a Sentence Transformers model to ONNX, int8 where that loses nothing. Run as a child process.

    python -m index.export MODEL_FOLDER OUT_FOLDER

Writes ``model.onnx``, ``tokenizer.json`` and ``embedder.json`` (an `index.embed.Identity`, less its fingerprint).
Everything heavy (torch, transformers) is imported here and nowhere else, so that answering never pays for it.
"""

import contextlib
import json
import re
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

LEAST_COSINE = 0.99
OPSET = 17

_SENTENCES = (
    "Exosomes are vesicles that cells release.",
    "miR-155-5p in M1-derived vesicles raised IL-6 and TNF-α twofold (p < 0.05).",
    "Why do macrophages turn towards the M2 phenotype in a tumour?",
    "Tumour cells that took up the vesicles grew more slowly in mice, but not in the dish.",
    "The load was 12.5 µg of protein in each of three doses, given two days apart.",
    "PD-L1 on small vesicles marked the patients who did not respond to the antibody.",
    "No vesicle was seen without ultracentrifugation, and CD9, CD63 and CD81 were all present.",
)
PROBES = (*_SENTENCES, " ".join(_SENTENCES), " ".join(_SENTENCES * 3), "exosome")
"""Texts on which an export must agree with its reference: a word, sentences, and well over 128 word pieces."""


def export(source: Path, out: Path) -> None:
    """Export the model in ``source`` into the folder ``out``.

    The graph holds the whole pipeline (transformer, pooling, what follows) and gives one vector a text. The int8
    version is taken if on every probe its cosine with the reference is at least `LEAST_COSINE`, else fp32.
    Raises RuntimeError if fp32 does not agree either.
    """
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(source),
        device="cpu",
        local_files_only=True,
        trust_remote_code=False,
        # Of the forms that attention is written in, ONNX Runtime knows this one, and runs it a quarter faster.
        model_kwargs={"use_safetensors": True, "attn_implementation": "eager"},
    )
    reference = np.asarray(model.encode(list(PROBES), normalize_embeddings=True), dtype=np.float32)
    model.tokenizer.backend_tokenizer.save(str(out / "tokenizer.json"))
    fp32, int8 = out / "fp32.onnx", out / "int8.onnx"
    _trace(model, fp32)
    quantize(fp32, int8, keep=_sensitive(fp32))
    for precision, graph in (("int8", int8), ("fp32", fp32)):
        graph.replace(out / "model.onnx")
        described = {**_describe(model, source), "precision": precision}
        (out / "embedder.json").write_text(json.dumps(described, indent=1), "utf-8")
        cosine = agreement(out, reference)
        if cosine >= LEAST_COSINE:
            break
    else:
        raise RuntimeError(f"the exported model disagrees with its reference (cosine {cosine:.4f})")
    for left in (fp32, int8):
        left.unlink(missing_ok=True)


def quantize(fp32: Path, int8: Path, keep: Sequence[str] = ()) -> None:
    """Write a graph with the weights of its matrices in int8. keep: nodes that stay as they are."""
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        fp32,
        int8,
        per_channel=True,
        nodes_to_exclude=list(keep),
        weight_type=QuantType.QInt8,
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
    )


def agreement(folder: Path, reference: npt.NDArray[np.float32]) -> float:
    """The least cosine, over `PROBES`, between an exported model and the reference's unit vectors."""
    from index.embed import Embedder

    vectors = Embedder.open(folder).encode(list(PROBES))
    return float((vectors * reference).sum(axis=1).min())


def _trace(model: Any, path: Path) -> None:
    """Write the model's graph; inputs are (batch, tokens) int64, the output (batch, dimension) float32."""
    import torch

    takes_types = "token_type_ids" in model.tokenizer.model_input_names

    class Pipeline(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            if takes_types:
                features["token_type_ids"] = torch.zeros_like(input_ids)
            return self.model(features)["sentence_embedding"]

    batch = {0: "batch", 1: "tokens"}
    ones = torch.ones(2, 16, dtype=torch.long)
    with torch.no_grad():
        torch.onnx.export(
            Pipeline().eval(),
            (ones, ones),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": batch, "attention_mask": batch, "embedding": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )


def _sensitive(path: Path) -> list[str]:
    """Nodes that stay fp32: the second matrix of the feed-forward blocks of the first two layers.

    What goes into it has the widest range of values. On 300 sentences and abstracts of the field, the least cosine of
    int8 with the reference was 0.988 with them and 0.992 without, for about a tenth of the speed.
    """
    from onnx import load

    nodes = load(path, load_external_data=False).graph.node
    return [node.name for node in nodes if re.search(r"layer\.[01]/output/dense/MatMul$", node.name)]


def _describe(model: Any, source: Path) -> dict[str, Any]:
    from index.checksum import file_sha256

    pooling = [module.pooling_mode for module in model if hasattr(module, "pooling_mode")]
    return {
        "weights_sha256": file_sha256(source / "model.safetensors"),
        "dimension": model.get_embedding_dimension(),
        "pooling": "+".join(map(str, pooling)),
        "query_prompt": model.prompts.get("query", ""),
        "passage_prompt": model.prompts.get("document", "") or model.prompts.get("passage", ""),
        "max_tokens": int(model.max_seq_length or 512),
        "pad_id": model.tokenizer.pad_token_id or 0,
    }


if __name__ == "__main__":
    with warnings.catch_warnings(), contextlib.redirect_stdout(sys.stderr):
        warnings.simplefilter("ignore")
        export(Path(sys.argv[1]), Path(sys.argv[2]))
