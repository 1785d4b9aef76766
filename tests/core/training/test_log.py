import pytest

from core.training import BatchEnd, EpochEnd, log_lines


def batch(step: int, loss: float = 0.5, *, per_epoch: int = 47, size: int = 100) -> BatchEnd:
    return BatchEnd(
        epoch=(step - 1) // per_epoch + 1,
        step=step,
        loss=loss,
        accuracy=0.9,
        gradient_norm=1.0,
        learning_rate=0.1,
        examples=size,
    )


def epoch(number: int, per_epoch: int = 47) -> EpochEnd:
    return EpochEnd(
        epoch=number,
        step=number * per_epoch,
        training_loss=0.4,
        training_accuracy=0.875,
        validation_loss=0.3217,
        validation_accuracy=0.96,
        seconds=1.5,
    )


def test_line_reads_like_the_classic_script():
    batches = [batch(step, loss=0.69314718, per_epoch=550) for step in range(1, 21)]
    (line,) = log_lines(batches, [], 55_000, 5_000)
    assert line == "Train Epoch: 1 [2000/55000 (4%)]  Loss: 0.693147"


def test_every_20_batches_and_the_last_of_an_epoch_get_a_line():
    batches = [batch(step) for step in range(1, 2 * 47 + 1)]
    lines = list(log_lines(batches, [], 4_700, 1_000))
    starts = [line.split("(")[0] for line in lines]
    assert starts == [
        "Train Epoch: 1 [2000/4700 ",
        "Train Epoch: 1 [4000/4700 ",
        "Train Epoch: 1 [4700/4700 ",
        "Train Epoch: 2 [2000/4700 ",
        "Train Epoch: 2 [4000/4700 ",
        "Train Epoch: 2 [4700/4700 ",
    ]


def test_loss_is_that_of_the_one_batch_to_6_decimals():
    batches = [batch(step, loss=step / 7) for step in range(1, 41)]
    lines = list(log_lines(batches, [], 4_700, 1_000))
    assert [line.split("Loss: ")[1] for line in lines] == [f"{20 / 7:.6f}", f"{40 / 7:.6f}"]


def test_epoch_line_follows_its_batches_and_tells_validation():
    batches = [batch(step) for step in range(1, 2 * 47 + 1)]
    lines = list(log_lines(batches, [epoch(1), epoch(2)], 4_700, 1_000))
    ends = [index for index, line in enumerate(lines) if not line.startswith("Train Epoch")]
    assert ends == [3, 7]
    for index in ends:
        assert "alidation" in lines[index]
        assert "0.3217" in lines[index]
        assert "960/1000" in lines[index]
        assert "96" in lines[index].split("960/1000")[1]


@pytest.mark.parametrize("every", [1, 5, 47, 1000])
def test_distance_of_the_lines_can_be_chosen(every):
    batches = [batch(step) for step in range(1, 48)]
    lines = list(log_lines(batches, [], 4_700, 1_000, every=every))
    steps = [step for step in range(1, 48) if step % every == 0 or step == 47]
    seen = [line.split("[")[1].split("/")[0] for line in lines]
    assert seen == [str(100 * step) for step in steps]


def test_short_last_batch_counts_as_many_examples_as_it_has():
    batches = [batch(1, per_epoch=2), batch(2, per_epoch=2, size=30)]
    (line,) = log_lines(batches, [], 130, 20)
    assert "[130/130 (100%)]" in line


def test_run_without_events_has_no_lines():
    assert list(log_lines([], [], 4_700, 1_000)) == []
