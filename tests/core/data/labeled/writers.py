"""The same images in every format, written by the programs that people write them with."""

import gzip
import io
import shutil
import struct
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import scipy.io
from PIL import Image
from pyarrow import parquet


def png(image: np.ndarray, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, kind)
    return file.getvalue()


def idx(values: np.ndarray) -> bytes:
    """As the page of MNIST describes it."""
    header = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape)
    return header + values.astype(np.uint8).tobytes()


def idx_folder(folder: Path, images, labels) -> Path:
    (folder / "idx").mkdir()
    half = len(images) // 2
    for part, rows in (("train", slice(half)), ("t10k", slice(half, None))):
        for kind, values in (("images-idx3", images), ("labels-idx1", labels)):
            (folder / "idx" / f"{part}-{kind}-ubyte").write_bytes(idx(values[rows]))
    return folder / "idx"


def packed_idx_folder(folder: Path, images, labels) -> Path:
    path = idx_folder(folder, images, labels)
    for file in list(path.iterdir()):
        (path / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    return path


def keras_npz(folder: Path, images, labels) -> Path:
    half = len(images) // 2
    np.savez(
        folder / "mnist.npz",
        x_train=images[:half],
        y_train=labels[:half].astype(np.uint8),
        x_test=images[half:],
        y_test=labels[half:].astype(np.uint8),
    )
    return folder / "mnist.npz"


def flat_npz(folder: Path, images, labels) -> Path:
    np.savez_compressed(folder / "flat.npz", X=images.reshape(len(images), -1) / 255, y=labels)
    return folder / "flat.npz"


def kaggle_csv(folder: Path, images, labels) -> Path:
    table = pd.DataFrame(
        images.reshape(len(images), -1), columns=[f"pixel{at}" for at in range(784)]
    )
    table.insert(0, "label", labels)
    table.to_csv(folder / "train.csv", index=False)
    return folder / "train.csv"


def csv_without_header(folder: Path, images, labels) -> Path:
    table = np.column_stack([labels, images.reshape(len(images), -1)])
    pd.DataFrame(table).to_csv(folder / "digits.csv", index=False, header=False)
    return folder / "digits.csv"


def class_folders(folder: Path, images, labels) -> Path:
    for at, (image, label) in enumerate(zip(images, labels, strict=True)):
        path = folder / "digits" / str(label) / f"{at:05}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(path)
    return folder / "digits"


def zipped(path: Path) -> Path:
    """With the folder itself in it, as file managers do it."""
    return Path(shutil.make_archive(f"{path}_packed", "zip", path.parent, path.name))


def zip_of_folders(folder: Path, images, labels) -> Path:
    path = zipped(class_folders(folder, images, labels))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/digits/3/._00001.png", b"attributes")
        archive.writestr("digits/3/.DS_Store", b"a view")
        archive.writestr("digits/3/Thumbs.db", b"small pictures")
    return path


def named_in_csv(folder: Path, images, labels) -> Path:
    (folder / "scans" / "images").mkdir(parents=True)
    names = [f"images/{at}.png" for at in range(len(images))]
    for name, image in zip(names, images, strict=True):
        Image.fromarray(image).save(folder / "scans" / name)
    table = pd.DataFrame({"file": names, "label": labels})
    table.to_csv(folder / "scans" / "labels.csv", index=False)
    return folder / "scans"


def matlab(folder: Path, images, labels) -> Path:
    arrays = {"X": images.reshape(len(images), -1), "y": labels[:, None]}
    scipy.io.savemat(folder / "digits.mat", arrays, do_compression=True)
    return folder / "digits.mat"


def emnist_mat(folder: Path, images, labels) -> Path:
    """As EMNIST's: a structure, with images whose columns follow each other."""
    half = len(images) // 2
    turned = images.swapaxes(1, 2).reshape(len(images), -1)
    parts = {
        part: {"images": turned[rows], "labels": labels[rows, None].astype(float), "writers": []}
        for part, rows in (("train", slice(half)), ("test", slice(half, None)))
    }
    mapping = np.array([[digit, ord(str(digit))] for digit in range(10)], float)
    scipy.io.savemat(
        folder / "emnist-digits.mat",
        {"dataset": parts | {"mapping": mapping}},
        do_compression=True,
    )
    return folder / "emnist-digits.mat"


def hugging_face(folder: Path, images, labels) -> Path:
    rows = [{"bytes": png(image), "path": f"{at}.png"} for at, image in enumerate(images)]
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    names = ", ".join(f'"{digit}"' for digit in range(10))
    note = f'{{"info": {{"features": {{"label": {{"names": [{names}]}}}}}}}}'
    table = pa.table({"image": pa.array(rows, kind), "label": pa.array(labels)})
    parquet.write_table(
        table.replace_schema_metadata({"huggingface": note}), folder / "train.parquet"
    )
    return folder / "train.parquet"


WRITERS = {
    write.__name__: write
    for write in (
        idx_folder,
        packed_idx_folder,
        keras_npz,
        flat_npz,
        kaggle_csv,
        csv_without_header,
        class_folders,
        zip_of_folders,
        named_in_csv,
        matlab,
        emnist_mat,
        hugging_face,
    )
}
