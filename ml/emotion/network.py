"""The network: MiniLM's layers, fine-tuned, and three linear heads on pooled token states. It imports PyTorch."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ml.emotion.labels import EMOTIONS, FINE, SENTIMENTS
from ml.encoders.bert import Bert, build_bert, mean_pool
from ml.encoders.wordpiece import WordPieces, batches

FEATURES = 3 * 384
"""Pooled states of a text: their mean, their maximum and the first token's."""
OUTPUTS = len(EMOTIONS) + len(SENTIMENTS) + len(FINE)
TRAINED = "encoder."
"""Beginning of the names of what is fine-tuned; embeddings stay the published ones."""


class EmotionNet(nn.Module):
    """Token ids to the logits of the three heads."""

    def __init__(self, trunk: Bert) -> None:
        super().__init__()
        self.trunk = trunk
        self.heads = nn.Linear(FEATURES, OUTPUTS)
        self.dropout = 0.1

    def features(self, ids: Tensor, mask: Tensor | None) -> Tensor:
        """Pooled states (n, FEATURES) of token ids (n, length)."""
        states = self.trunk(ids, mask)
        hidden = states if mask is None else states.masked_fill(~mask[:, :, None], -1e4)
        return torch.cat([mean_pool(states, mask), hidden.amax(dim=1), states[:, 0]], dim=1)

    def forward(self, ids: Tensor, mask: Tensor | None) -> Tensor:
        """Logits (n, OUTPUTS): eight emotions, three tones, 28 fine labels."""
        pooled = nn.functional.dropout(self.features(ids, mask), self.dropout, self.training)
        logits: Tensor = self.heads(pooled)
        return logits


def split(outputs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The logits of each head: emotions (n, 8), tones (n, 3), fine labels (n, 28)."""
    emotions, sentiments, fine = torch.split(outputs, [len(EMOTIONS), len(SENTIMENTS), len(FINE)], dim=1)
    return emotions, sentiments, fine


def build_network(weights: dict[str, Tensor]) -> EmotionNet:
    """A network to be trained, from the published tensors, with heads at zero. The layers are copies."""
    copied = {name: tensor.clone() if name.startswith(TRAINED) else tensor for name, tensor in weights.items()}
    network = EmotionNet(build_bert(copied))
    nn.init.zeros_(network.heads.weight)
    nn.init.zeros_(network.heads.bias)
    for name, tensor in network.trunk.named_parameters():
        tensor.requires_grad_(name.startswith(TRAINED))
    return network


def features_of(network: EmotionNet, texts: list[str], pieces: WordPieces, most: int) -> NDArray[np.float32]:
    """Pooled states (n, FEATURES) of clean texts, in their order; `most` tokens of each are read."""
    was_training = network.training
    network.eval()
    made = np.zeros((len(texts), FEATURES), dtype=np.float32)
    with torch.inference_mode():
        for batch in batches(pieces.encode(texts, most)):
            mask = None if batch.mask is None else torch.from_numpy(batch.mask)
            made[batch.rows] = network.features(torch.from_numpy(batch.ids), mask).numpy()
    network.train(was_training)
    return made


def outputs_of(network: EmotionNet, texts: list[str], pieces: WordPieces, most: int) -> NDArray[np.float32]:
    """Logits (n, OUTPUTS) of clean texts, in their order."""
    with torch.inference_mode():
        pooled = torch.from_numpy(features_of(network, texts, pieces, most))
        logits: NDArray[np.float32] = network.heads(pooled).numpy()
    return logits
