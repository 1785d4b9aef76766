"""Fashion-MNIST (H. Xiao, K. Rasul, R. Vollgraf, 2017): clothes in MNIST's format.

Addresses and checksums of the packed files are torchvision's; the second address is the authors'.
"""

from __future__ import annotations

from pathlib import Path

from core.data.dataset import DatasetSpec, Part
from core.data.digits import DigitSplit
from core.data.mnist_format import four_files, program_of, read_in_mnist_format

NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


def read_fashion_mnist(part: Part, folder: Path) -> DigitSplit:
    """Read training or test images; raises as :func:`core.data.mnist.read_mnist`."""
    return read_in_mnist_format(FASHION_MNIST, part, folder)


FASHION_MNIST = DatasetSpec(
    title="Fashion-MNIST",
    idea="60,000 training and 10,000 test images of clothes from a shop, harder than digits.",
    class_names=NAMES,
    noun="garment",
    source="H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST (2017)",
    license="MIT",
    training_images=60_000,
    read=read_fashion_mnist,
    program=program_of("Fashion-MNIST", "FashionMNIST"),
    folder="FashionMNIST/raw",
    # Its files have MNIST's names, so only folders that can be nobody else's.
    other_folders=("FashionMNIST", "fashion-mnist", "fashion_mnist", "fashion"),
    files=four_files(
        ("8d4fb7e6c68d591d4c3dfef9ec88bf0d", 26_421_880),
        ("25c81989df183df01b3e8a0aad5dffbe", 29_515),
        ("bef4ecab320f06d8554ea6380940ec79", 4_422_102),
        ("bb300cfdad3c16e7a12a480ee83cd310", 5_148),
    ),
    mirrors=(
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ),
    header_file="train-images-idx3-ubyte.gz",
)
