"""PyTorch as the analyzers use it: one thread, loaded on first use, with what a mismatched torchvision lacks."""

import os
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def torch_module() -> Any:
    """PyTorch with one thread. Raises ImportError where it is not installed.

    Two threads for each of several workers stall each other on a small machine.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch

    torch.set_num_threads(1)
    _complete_torchvision(torch)
    return torch


def has_torch() -> bool:
    """Whether PyTorch can be used here."""
    try:
        torch_module()
    except ImportError:
        return False
    return True


def _complete_torchvision(torch: Any) -> None:
    """Define the schemas of torchvision's operators where its own library cannot load.

    A torchvision that was built for another torch fails at its import, and takes open_clip and transformers with it;
    nothing here calls these operators.
    """
    try:
        import torchvision  # noqa: F401 - loaded to see whether it can be
    except ImportError:
        return
    except RuntimeError:
        library = torch.library.Library("torchvision", "DEF")
        library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        _KEPT.append(library)


# A library that nobody holds takes its definitions with it.
_KEPT: list[Any] = []
