"""The pretrained encoders as their makers published them: which revision, and the hash of the weights.

What has other weights is refused wherever it comes from, so that untrained or changed ones never reach a score.
"""

from dataclasses import dataclass

from ml.registry.folders import MANIFEST, ModelFolder, refused

WEIGHTS = "model.safetensors"
VOCABULARY = "vocab.txt"


@dataclass(frozen=True)
class Published:
    """One encoder.

    Attributes
    ----------
    repository, revision : str
        Where the hub has it.
    weights : str
        The weights' name there. They are kept as `model.safetensors`.
    sha256 : str
        Of the weights.
    megabytes : int
        About how large the weights are.
    has_vocabulary : bool
        Whether it reads words, so that its vocabulary belongs to it.
    dimension : int
        Length of its vectors (A10).
    """

    name: str
    title: str
    repository: str
    revision: str
    weights: str
    sha256: str
    megabytes: int
    has_vocabulary: bool
    dimension: int
    licence: str
    paper: str

    @property
    def version(self) -> str:
        """The version's name in the registry: the start of the revision."""
        return self.revision[:12]


PUBLISHED: dict[str, Published] = {
    entry.name: entry
    for entry in (
        Published(
            "minilm", "MiniLM (all-MiniLM-L6-v2)", "sentence-transformers/all-MiniLM-L6-v2",
            "c9745ed1d9f207416be6d2e6f8de32d1f16199bf", "model.safetensors",
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", 91, True, 384, "Apache 2.0",
            "Wang et al., NeurIPS 2020; Reimers and Gurevych, EMNLP 2019",
        ),
        Published(
            "clip-vit-b-32", "CLIP ViT-B/32 (LAION-2B)", "laion/CLIP-ViT-B-32-laion2B-s34B-b79K",
            "1a25a446712ba5ee05982a381eed697ef9b435cf", "open_clip_model.safetensors",
            "ac4f8c4b88af6d963118cbf40ad93176d092abbedfcb752601ae1866352656e6", 605, False, 512, "MIT",
            "Radford et al., ICML 2021; Cherti et al., CVPR 2023",
        ),
        Published(
            "distilbert", "DistilBERT (base, uncased)", "distilbert/distilbert-base-uncased",
            "12040accade4e8a0f71eabdb258fecc2e7e948be", "model.safetensors",
            "5e3f1108e3cb34ee048634875d8482665b65ac713291a7e32396fb18f6ff0063", 268, True, 768, "Apache 2.0",
            "Sanh et al., 2019, arXiv 1910.01108",
        ),
        Published(
            "vit-b-16", "ViT-B/16 (ImageNet-21k)", "google/vit-base-patch16-224-in21k",
            "b4569560a39a0f1af58e3ddaf17facf20ab919b0", "model.safetensors",
            "fd4e1169c7aa6c2dbfa8a6448be13b35abc0ee256190857c90009d12c094619b", 346, False, 768, "Apache 2.0",
            "Dosovitskiy et al., ICLR 2021",
        ),
    )
}  # fmt: skip
"""By the name that they have in the registry. Where the hashes come from: docs/models.md."""


def require_published(folder: ModelFolder, name: str) -> Published:
    """What is known of the encoder, where the folder holds the published weights.

    The files were compared with the manifest when the folder was opened; this compares the manifest with what the
    makers published. Raises MODEL_REFUSED for another encoder, other weights, or a manifest that states no hash.
    """
    known = PUBLISHED[name]
    stated = folder.read_json(MANIFEST).get("files", {}).get(WEIGHTS)
    if folder.name != name:
        raise refused(f"{folder.name} is not {name}")
    if stated != known.sha256:
        raise refused(f"the weights of {folder.name} {folder.version} are not those that {known.repository} published")
    return known
