"""Pictures of several sizes in one tensor."""

from ..case import HEIGHT, SIDES, WIDTH, Case
from ..models import ANY_SIZE, POOLED

CASES = (
    Case(
        "generator of photos, batched",
        """
def photos():
    for size in ((40, 60), (40, 60), (60, 40)):
        yield np.zeros((*size, 3), "float32")

signature = tf.TensorSpec((None, None, 3), tf.float32)
x = tf.data.Dataset.from_generator(photos, output_signature=signature).batch(3)
""",
        "batch = next(iter(x))",
        {"mixed-sizes-in-batch"},
        set(),
        SIDES | {0},
        {(40, 60, 3), 40, 60},
        {(60, 40, 3), 40, 60},
        model=None,
    ),
    Case(
        "np.stack of a folder",
        """
x = [np.zeros((30, 20, 3)), np.zeros((20, 30, 3)), np.zeros((30, 20, 3))]
""",
        "batch = np.stack(x)",
        {"mixed-sizes-in-batch"},
        set(),
        SIDES | {0},
        {(30, 20, 3), 30, 20},
        {(20, 30, 3), 20, 30},
        model=None,
    ),
    Case(
        "np.array of photos of two heights",
        """
x = [np.zeros((64, 48, 3), "uint8"), np.zeros((50, 48, 3), "uint8")]
""",
        "batch = np.array(x)",
        {"mixed-sizes-in-batch"},
        set(),
        HEIGHT | {0, None},
        {(64, 48, 3), 64},
        {(50, 48, 3), 50},
        model=None,
    ),
    Case(
        "tf.stack of two crops",
        """
x = [tf.zeros((24, 24, 3)), tf.zeros((24, 32, 3))]
""",
        "batch = tf.stack(x)",
        {"mixed-sizes-in-batch"},
        {"Pack", "stack"},
        WIDTH | {1, None},
        {(24, 24, 3), 24},
        {(24, 32, 3), 32},
        inputs=None,
        model=None,
    ),
    Case(
        "object array in fit",
        ANY_SIZE
        + """
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
x = np.empty(4, dtype=object)
for number, width in enumerate((20, 24, 20, 28)):
    x[number] = np.zeros((20, width, 3), "float32")
y = np.array([0, 1, 2, 3])
""",
        "model.fit(x, y, verbose=0)",
        {"mixed-sizes-in-batch"},
        set(),
        WIDTH | {1, None},
        {(20, 20, 3), 20, None},
        {(20, 24, 3), 24, None, (4,)},
    ),
    Case(
        "PyDataset that stacks what it reads",
        ANY_SIZE
        + """
class Photos(keras.utils.PyDataset):
    sizes = ((32, 32), (32, 32), (32, 48), (32, 32))

    def __len__(self):
        return 2

    def __getitem__(self, number):
        sizes = self.sizes[2 * number:2 * number + 2]
        return np.stack([np.zeros((*size, 3), "float32") for size in sizes]), np.zeros(2)

model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
x = Photos()
""",
        "model.fit(x, verbose=0, shuffle=False)",
        {"mixed-sizes-in-batch"},
        set(),
        WIDTH | {1, None},
        {(32, 48, 3), (32, 32, 3), 48, 32},
        {(32, 32, 3), (32, 48, 3), 32, 48},
    ),
    Case(
        "padding to a size that one photo exceeds",
        """
def photos():
    for width in (18, 26, 22):
        yield np.zeros((18, width, 3), "float32")

x = tf.data.Dataset.from_generator(
    photos, output_signature=tf.TensorSpec((None, None, 3), tf.float32)
)
x = x.padded_batch(3, padded_shapes=(24, 24, 3))
""",
        "batch = next(iter(x))",
        {"mixed-sizes-in-batch"},
        set(),
        WIDTH | {1, None},
        {24, (24, 24, 3), (None, 24, 24, 3)},
        {26, (18, 26, 3)},
        model=None,
    ),
    Case(
        "list of photos made a tensor",
        """
x = [np.zeros((9, 12, 3), "float32"), np.zeros((12, 9, 3), "float32")]
""",
        "batch = tf.convert_to_tensor(x)",
        {"mixed-sizes-in-batch"},
        set(),
        SIDES | {0},
        {(9, 12, 3), 9, 12, None},
        {(12, 9, 3), 12, 9, None},
        model=None,
    ),
    Case(
        "third batch of a generator is taller",
        POOLED
        + """
model.compile(optimizer="sgd", loss="mse")

def batches():
    for height in (16, 16, 26):
        yield np.zeros((2, height, 16, 3), "float32"), np.zeros((2, 5), "float32")
""",
        "model.fit(batches(), steps_per_epoch=3, verbose=0)",
        {"mixed-sizes-in-batch", "size-pinned-by-functional-input"},
        set(),
        HEIGHT,
        {16, (None, 16, 16, 3), (16, 16, 3)},
        {26, (None, 26, 16, 3), (26, 16, 3)},
        inputs=None,
    ),
    Case(
        "GIF among the PNG files",
        """
from PIL import Image

Image.new("RGB", (30, 20)).save(folder + "/a.png")
Image.new("P", (30, 20)).save(folder + "/b.gif")

def parse(path):
    return tf.io.decode_image(tf.io.read_file(path), channels=3)

paths = [folder + "/a.png", folder + "/b.gif"]
photos = tf.data.Dataset.from_tensor_slices(paths).map(parse).prefetch(1).batch(2)
""",
        "for batch in photos: print(batch.shape)",
        {"mixed-sizes-in-batch", "rank-missing-batch", "number-of-axes"},
        set(),
        set(),
        {3, (20, 30, 3)},
        {4, (1, 20, 30, 3)},
        inputs="photos",
        model=None,
    ),
    Case(
        "two collections joined by numpy",
        """
def load_all():
    old = np.zeros((6, 32, 32, 3), "uint8")
    new = np.zeros((4, 32, 36, 3), "uint8")
    return old, new

old, new = load_all()
""",
        "X = np.concatenate([old, new])",
        {"mixed-sizes-in-batch"},
        set(),
        WIDTH,
        {32, 36, (32, 32, 3), (None, 32, 32, 3)},
        {36, 32, (32, 36, 3), (None, 32, 36, 3)},
        inputs=None,
        model=None,
    ),
    Case(
        "photos copied into one large array",
        """
def fill(photos, height, width):
    data = np.zeros((len(photos), height, width, 3), "float32")
    for i, photo in enumerate(photos):
        data[i] = photo
    return data

photos = [np.ones((24, 30, 3)), np.ones((24, 30, 3)), np.ones((30, 24, 3))]
""",
        "X_train = fill(photos, 24, 30)",
        {"mixed-sizes-in-batch"},
        set(),
        SIDES | {0},
        {(24, 30, 3), 24, 30},
        {(30, 24, 3), 24, 30},
        inputs="photos",
        model=None,
    ),
)
