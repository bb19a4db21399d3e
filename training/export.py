"""The trained cross-encoder as int8 ONNX: python -m training.export MODEL.pt OUT.onnx"""

import argparse
import contextlib
import sys
import tempfile
import warnings
from pathlib import Path

import torch

from index.export import OPSET, quantize
from index.models import DEFAULT_MODEL, find_model
from qa.scorer import padded
from training.model import CrossEncoder


def load(path: Path) -> CrossEncoder:
    """A model that `training.train` has kept."""
    kept = torch.load(path, weights_only=True)
    model = CrossEncoder(find_model(DEFAULT_MODEL), kept["layers"], attention="eager")
    model.load_state_dict(kept["model"])
    return model.eval()


def export(model: CrossEncoder, out: Path) -> None:
    """Write a graph whose inputs are those of `CrossEncoder.forward` as int64, its output ``score`` (pairs,) float32.

    The score is divided by the weight of the search: it is what is to be added to a search's score, 0 to 1.
    """
    names = ["input_ids", "of_passage", "attention_mask"]
    axes = {name: {0: "pairs", 1: "pieces"} for name in names} | {"score": {0: "pairs"}}
    with tempfile.TemporaryDirectory() as folder:
        fp32 = Path(folder) / "fp32.onnx"
        with torch.no_grad():
            torch.onnx.export(
                _BySearchWeight(model).eval(),
                tuple(map(torch.from_numpy, padded([([7, 8], [9, 10, 11]), ([7], [9])]))),
                str(fp32),
                input_names=names,
                output_names=["score"],
                dynamic_axes=axes,
                opset_version=OPSET,
                dynamo=False,
            )
        quantize(fp32, out)


class _BySearchWeight(torch.nn.Module):
    def __init__(self, model: CrossEncoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, of_passage: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        scores: torch.Tensor = self.model(ids, of_passage, mask) / self.model.search
        return scores


def main() -> None:
    """Export the model that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    chosen = parser.parse_args()
    with warnings.catch_warnings(), contextlib.redirect_stdout(sys.stderr):
        warnings.simplefilter("ignore")
        export(load(chosen.model), chosen.out)


if __name__ == "__main__":
    main()
