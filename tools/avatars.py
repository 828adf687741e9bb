"""Draw the built-in personas' avatars: `python tools/avatars.py` writes philosophy_library/<id>/avatar.png.

All is drawn large and reduced. Points are complex numbers: `54 - 8j` lies 54 right of the middle, 8 above.
"""

from cmath import rect
from itertools import pairwise
from math import radians
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw

SIZE, SCALE, IVORY, GOLD = 256, 4, "#f4ead6", "#e2b04a"


def blend(first: str, second: str, share: float) -> str:
    """A colour between two; `share` is how much of the second."""
    pairs = zip(ImageColor.getrgb(first), ImageColor.getrgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def curve(*knots: complex) -> list[complex]:
    """Points along joined cubic Bézier curves: a start, then three knots for each curve."""
    spans = [knots[i : i + 4] for i in range(0, len(knots) - 1, 3)]
    times = [(step / 32, 1 - step / 32) for step in range(33)]
    return [u**3 * a + 3 * t * u * (u * b + t * c) + t**3 * d for a, b, c, d in spans for t, u in times]


def ring(at: complex, *sizes: float, start: int = -90, turn: int = 360, steps: int = 180) -> list[complex]:
    """Points around a point: an arc or circle, or a star when inner and outer radii take turns."""
    return [at + rect(sizes[i % len(sizes)], radians(start + turn * i / steps)) for i in range(steps + 1)]


class Avatar:
    """A coloured ground with a paler disc, and one emblem; what has a `twin` is drawn on both sides."""

    def __init__(self, ground: str) -> None:
        self.ground, self.disc, self.shade = (blend(ground, IVORY, share) for share in (0, 0.09, 0.66))
        self.image = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), ground)
        self.pen = ImageDraw.Draw(self.image)
        self.dot(0, 114, blend(ground, IVORY, 0.26))
        self.dot(0, 112.5, self.disc)

    def shape(self, points: list[complex], fill: str = IVORY, twin: bool = True) -> None:
        """A filled outline."""
        for side in (points, [-p.conjugate() for p in points])[: 1 + twin]:
            self.pen.polygon([((p.real + SIZE / 2) * SCALE, (p.imag + SIZE / 2) * SCALE) for p in side], fill)

    def dot(self, middle: complex, radius: float, fill: str = IVORY, twin: bool = True) -> None:
        """A filled circle."""
        self.shape(ring(middle, radius), fill, twin)

    def stroke(self, points: list[complex], width: float, fill: str = IVORY, twin: bool = True) -> None:
        """A line with round ends and joints."""
        for a, b in pairwise(points):
            for i in range(steps := round(abs(b - a) * 2) + 1):
                self.dot(a + (b - a) * i / steps, width / 2, fill, twin)

    def flame(self, tip: complex, size: float, fill: str) -> None:
        """A drop or flame."""
        half = (0, 5 + 14j, 12 + 20j, 12 + 28j, 12 + 36j, 6 + 40j, 40j)
        self.shape(curve(*(tip + knot * size for knot in half)), fill)

    def cup(self) -> None:
        """Socrates: the cup he drank from."""
        self.stroke(curve(54 - 8j, 96 - 10j, 106 - 38j, 77 - 42j), 7)
        self.shape(curve(-66 - 28j, -62 + 26j, 62 + 26j, 66 - 28j))
        self.shape([4j, *curve(6 + 4j, 4 + 34j, 8 + 44j, 38 + 55j), 38 + 62j, 62j])
        self.stroke([-28j, 62 - 28j], 8)
        self.stroke([-16.5j, 53 - 16.5j], 2.6, self.disc)
        self.flame(-81j, 1, GOLD)

    def butterfly(self) -> None:
        """Zhuangzi: the butterfly that may be dreaming him."""
        self.shape(curve(3 - 2j, 9 - 40j, 52 - 78j, 80 - 66j, 98 - 56j, 78, 42 + 7j, 24 + 9j, 9 + 6j, 3 - 2j))
        low = (3 + 3j, 18 + 12j, 60 + 10j, 62 + 36j, 64 + 64j, 32 + 78j, 21 + 56j, 12 + 40j, 7 + 22j, 3 + 3j)
        self.shape(curve(*low))
        for spot, size, fill in ((60 - 40j, 11, self.disc), (60 - 40j, 5.5, GOLD), (40 + 40j, 7, self.disc)):
            self.dot(spot, size, fill)
        self.stroke(curve(1 - 24j, 3 - 44j, 12 - 56j, 24 - 58j), 2.6)
        self.stroke([-22j, 44j], 8, self.disc)
        self.stroke([-22j, 46j], 4.6)

    def laurel(self) -> None:
        """Marcus Aurelius: the wreath, open at the top."""
        self.stroke(ring(-2j, 72, start=-58, turn=148), 3)
        for angle in range(-54, 73, 18):
            for lean, radius, size in ((-58, 74, 16), (-120, 70, 14)):
                foot = rect(radius, radians(angle)) - 2j
                left, tip, right = (foot + rect(size, radians(angle + lean + a)) for a in (-32, 0, 32))
                self.shape(curve(foot, left, left, tip * 1.8 - foot * 0.8, right, right, foot))
        self.stroke(curve(70j, 8 + 78j, 18 + 80j, 25 + 91j), 5, GOLD)
        self.dot(70j, 7, GOLD)

    def lamp(self) -> None:
        """Al-Ghazali: an eight-pointed star and the lamp in its niche."""
        for radius, fill in ((94, IVORY), (82, self.disc), (76, IVORY)):
            self.shape(ring(0, radius, radius * 0.7654, steps=16), fill)
        self.dot(0, 44, self.disc)
        self.flame(-35j, 1.65, GOLD)
        self.flame(-5j, 0.78, IVORY)

    def balance(self) -> None:
        """Montaigne: the scales of his device, neither side sinking."""
        self.stroke([-56j, 58j], 6)
        self.shape([40j, *curve(2 + 40j, 6 + 54j, 20 + 56j, 36 + 67j), 67j])
        self.stroke(curve(-44j, 22 - 56j, 42 - 30j, 64 - 42j), 5.5)
        self.stroke([36 + 14j, 64 - 40j, 92 + 14j], 2.3)
        self.shape(curve(32 + 14j, 36 + 44j, 92 + 44j, 96 + 14j))
        self.dot(64 - 42j, 4.6)
        self.dot(-62j, 9, GOLD)

    def book(self) -> None:
        """Mary Wollstonecraft: the open book and the quill."""
        page = curve(2 - 10j, 18 - 30j, 48 - 32j, 78 - 24j) + curve(78 + 50j, 48 + 42j, 18 + 44j, 2 + 62j)
        self.shape([point + 8j for point in page], self.shade)
        self.shape(page)
        for y in (-2j, 15j, 32j):
            self.stroke(curve(16 + y, 28 - 10j + y, 46 - 11j + y, 64 - 7j + y), 2.4, self.disc)
        self.shape(curve(13 - 8j, 7 - 34j, 22 - 68j, 65 - 92j, 67 - 60j, 52 - 22j, 13 - 8j), GOLD, twin=False)
        self.stroke(curve(14j, 10 - 12j, 26 - 42j, 50 - 70j), 2.6, self.ground, twin=False)

    def summit(self) -> None:
        """Nietzsche: the great noon above the mountains."""
        self.dot(-26j, 48, GOLD)
        self.shape([-94 + 64j, -24 - 38j, 10 + 10j, 30 - 16j, 94 + 64j], twin=False)
        self.shape([-24 - 38j, 10 + 10j, -18 + 64j, -9 + 20j, -17], self.shade, twin=False)
        self.shape([30 - 16j, 94 + 64j, 44 + 64j, 32 + 22j, 37 + 6j], self.shade, twin=False)

    def north_star(self) -> None:
        """Frederick Douglass: the north star over a broken chain."""
        self.shape(ring(-34j, 32, 9, start=-45, steps=8), self.shade)
        self.shape(ring(-34j, 62, 10, steps=8))
        self.stroke([*ring(-45 + 56j, 13, turn=180), *ring(-71 + 56j, 13, start=90, turn=180), -45 + 43j], 7)
        self.stroke([-9 + 36j, *ring(-31 + 56j, 13, start=268, turn=-176), -15 + 65j], 7)


EMBLEMS = {
    "socrates": ("#a8492b", Avatar.cup), "zhuangzi": ("#2f6b5a", Avatar.butterfly),
    "marcus-aurelius": ("#573063", Avatar.laurel), "al-ghazali": ("#1f4a86", Avatar.lamp),
    "montaigne": ("#8a7231", Avatar.balance), "mary-wollstonecraft": ("#8c3049", Avatar.book),
    "nietzsche": ("#48637a", Avatar.summit), "frederick-douglass": ("#24263f", Avatar.north_star),
}  # fmt: skip

if __name__ == "__main__":
    for name, (ground, emblem) in EMBLEMS.items():
        emblem(avatar := Avatar(ground))
        path = Path(__file__).resolve().parents[1] / "philosophy_library" / name / "avatar.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        avatar.image.reduce(SCALE).save(path, format="PNG", optimize=True)
