"""Trained artifacts: folders with a manifest, checked by their hashes whenever they are opened."""

from ml.registry.folders import ModelFolder, open_folder, write_manifest
from ml.registry.shipped import SHIPPED, find_shipped, list_shipped

__all__ = ["SHIPPED", "ModelFolder", "find_shipped", "list_shipped", "open_folder", "write_manifest"]
