"""The encoder half of BERT in plain PyTorch, for weights under the names that published checkpoints use.

It gives what `transformers.BertModel` gives (a test compares the two) and loads in a third of its time.
Only modules that workers load may import this one: it imports PyTorch.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class BertShape:
    """The sizes of an encoder; the defaults are all-MiniLM-L6-v2's."""

    hidden: int = 384
    inner: int = 1536
    layers: int = 6
    heads: int = 12
    words: int = 30_522
    positions: int = 512
    kinds: int = 2
    epsilon: float = 1e-12


class Embeddings(nn.Module):
    """Word, position and segment vectors, added and normalised."""

    def __init__(self, shape: BertShape) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(shape.words, shape.hidden)
        self.position_embeddings = nn.Embedding(shape.positions, shape.hidden)
        self.token_type_embeddings = nn.Embedding(shape.kinds, shape.hidden)
        self.LayerNorm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)

    def forward(self, ids: Tensor) -> Tensor:
        """Token ids (n, length) to vectors (n, length, hidden); every text is its own first segment."""
        places = self.position_embeddings.weight[: ids.shape[1]]
        vectors = self.word_embeddings(ids) + places + self.token_type_embeddings.weight[0]
        normalised: Tensor = self.LayerNorm(vectors)
        return normalised


class SelfAttention(nn.Module):
    """Scaled dot-product attention over the tokens of each text."""

    def __init__(self, shape: BertShape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query = nn.Linear(shape.hidden, shape.hidden)
        self.key = nn.Linear(shape.hidden, shape.hidden)
        self.value = nn.Linear(shape.hidden, shape.hidden)

    def forward(self, states: Tensor, mask: Tensor | None, dropout: float) -> Tensor:
        """States (n, length, hidden) to mixed states of the same shape."""
        n, length, hidden = states.shape
        query, key, value = (
            part(states).view(n, length, self.heads, -1).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=dropout)
        return mixed.transpose(1, 2).reshape(n, length, hidden)


class Residual(nn.Module):
    """A linear layer, added to what came before it, and normalised."""

    def __init__(self, inner: int, shape: BertShape) -> None:
        super().__init__()
        self.dense = nn.Linear(inner, shape.hidden)
        self.LayerNorm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)

    def forward(self, states: Tensor, before: Tensor, dropout: float) -> Tensor:
        """The layer's output of the states on top of what was before."""
        added = functional.dropout(self.dense(states), dropout, self.training)
        normalised: Tensor = self.LayerNorm(added + before)
        return normalised


class Layer(nn.Module):
    """Attention and the feed-forward part, each with its residual."""

    def __init__(self, shape: BertShape) -> None:
        super().__init__()
        self.attention = nn.ModuleDict({"self": SelfAttention(shape), "output": Residual(shape.hidden, shape)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(shape.hidden, shape.inner)})
        self.output = Residual(shape.inner, shape)

    def forward(self, states: Tensor, mask: Tensor | None, dropout: float) -> Tensor:
        """States (n, length, hidden) to states of the same shape."""
        mixed = self.attention["self"](states, mask, dropout)
        states = self.attention["output"](mixed, states, dropout)
        inner = functional.gelu(self.intermediate["dense"](states))
        out: Tensor = self.output(inner, states, dropout)
        return out


class Bert(nn.Module):
    """Embeddings and layers; the pooler of the published model is not part of it."""

    def __init__(self, shape: BertShape | None = None) -> None:
        super().__init__()
        shape = shape or BertShape()
        self.dropout = 0.0
        """Share of units left out while training; sentences are encoded without."""
        self.embeddings = Embeddings(shape)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer(shape) for _ in range(shape.layers))})

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """Token states.

        Parameters
        ----------
        ids : Tensor of int64, (n, length)
            WordPiece ids, padded on the right.
        mask : Tensor of bool, (n, length), optional
            True where there is a token. None means that nothing is padded.

        Returns
        -------
        Tensor of float32, (n, length, hidden)
        """
        return self.run_layers(self.embeddings(ids), mask)

    def run_layers(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """Token states from embedded tokens (n, length, hidden)."""
        dropout = self.dropout if self.training else 0.0
        states = functional.dropout(states, dropout, self.training)
        seen = None if mask is None else mask[:, None, None, :]
        layers = self.encoder["layer"]
        assert isinstance(layers, nn.ModuleList)
        for layer in layers:
            states = layer(states, seen, dropout)
        return states


def build_bert(weights: dict[str, Tensor], shape: BertShape | None = None) -> Bert:
    """An encoder that uses these tensors as they are, without a copy. Raises RuntimeError where one is missing."""
    with torch.device("meta"):
        bert = Bert(shape)
    bert.load_state_dict({name: weights[name] for name in bert.state_dict() if name in weights}, assign=True)
    return bert.eval()


def mean_pool(states: Tensor, mask: Tensor | None) -> Tensor:
    """The mean of a text's token states: (n, length, hidden) to (n, hidden)."""
    if mask is None:
        return states.mean(dim=1)
    weights = mask[:, :, None].to(states.dtype)
    return (states * weights).sum(dim=1) / weights.sum(dim=1)
