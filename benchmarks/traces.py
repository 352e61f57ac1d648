"""What a trace costs beside the plain call, how that grows with layers; how long a map takes."""

import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def spent(call, rounds):
    """Median seconds of a call; the first, which builds and warms, does not count."""
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return median(times)


#: Real networks, a frame of which may cost twice their plain call.
NETWORKS = ("MobileNetV2", "ResNet50", "EfficientNetB0", "DenseNet121")


def of_a_frame(name, picture):
    """What a frame of the seventh visit's panel costs, of the network's plain call."""
    from helpers.clinic import loading, sizes
    from helpers.pictures import strip

    model = loading.application(name)
    frame = spent(lambda: strip.frame(sizes.careful_trace(model, picture), "|"), 7)
    return frame / spent(lambda: model(picture), 7)


def measure():
    """[{target, wanted, measured, met}], each of one run in this process."""
    import keras
    import tensorflow as tf

    from helpers.clinic import loading, sizes
    from helpers.clinic.trace import trace
    from helpers.course import builders

    resnet, picture = loading.application("ResNet50"), tf.zeros((1, 224, 224, 3))
    ratio = spent(lambda: trace(resnet, picture), 7) / spent(lambda: resnet(picture), 7)

    def cost(count):
        layers = [keras.layers.Activation("relu") for _ in range(count)]
        deep, small = keras.Sequential([keras.Input((8, 8, 3)), *layers]), tf.zeros((1, 8, 8, 3))
        return spent(lambda: trace(deep, small), 9)

    fifty, hundred, two_hundred = map(cost, (50, 100, 200))
    growth = (two_hundred - hundred) / (hundred - fifty)  # 2 where each layer costs the same
    model = builders.fixed_sequential()
    seconds = spent(lambda: sizes.failure_map(model, range(8, 264, 8), range(8, 264, 8)), 3)
    frames = [
        (f"frame of {name}, of its plain call", 2.0, of_a_frame(name, picture)) for name in NETWORKS
    ]
    rows = (
        *frames,
        ("trace of ResNet50, of its plain call", 2.0, ratio),
        ("cost of 100 more layers, of 50 more", 3.0, growth),
        ("failure map of 32 × 32 sizes, seconds", 5.0, seconds),
    )
    return [
        {"target": name, "wanted": f"<= {limit}", "measured": value, "met": value <= limit}
        for name, limit, value in rows
    ]


def report(targets):
    """The same as text."""
    return "\n".join(["Traces and maps", "", *table(targets), ""])


def table(targets):
    """Targets as lines of text under a heading, here and in the reports of the panels."""
    yield "Target                                    wanted  measured"
    for row in targets:
        met = "met" if row["met"] else "NOT MET"
        yield f"{row['target']:<40}{row['wanted']:>8}{row['measured']:>10.2f}  {met}"


if __name__ == "__main__":
    print(report(measure()))
