//! Reading modules from paper that is not flat: a receipt that curls, a sticker on a bottle, print on cloth.
//!
//! The flat grid between a symbol's corners is cut into patches. Starting at the finder patterns, where the flat grid is right, each
//! patch is moved to where its modules are most of one colour within, but not far from where its neighbours went.

use rxing::{
    Point,
    common::{BitMatrix, PerspectiveTransform, Quadrilateral},
};

/// Modules from one patch to the next.
const STRIDE: usize = 4;
/// Modules on each side of a patch's middle that are looked at: patches overlap, since a few modules of one colour say nothing.
const REACH: usize = 3;
/// How far a patch may go from where its neighbours are, in modules. Half a module further is the next module, which looks as good.
const FREEDOM: f32 = 0.5;
/// What a whole module of distance to the neighbours costs, in modules' agreement.
const STIFFNESS: f32 = 2.0;
/// From a module's middle to its four outer samples, in modules.
const SPREAD: f32 = 0.3;

/// A grid over a symbol, as if it lay flat.
pub(crate) struct Grid<'a> {
    matrix: &'a BitMatrix,
    dimension: usize,
    /// Where the modules' middles are, and those of one row and column more.
    middles: Vec<Point>,
    /// Patches a side.
    patches: usize,
}

/// One module to the right and one down, in pixels.
struct Axes {
    right: Point,
    down: Point,
}

impl<'a> Grid<'a> {
    /// A grid of `dimension` modules a side between a symbol's corners: top left, top right, bottom right, bottom left.
    pub(crate) fn new(matrix: &'a BitMatrix, corners: [Point; 4], dimension: usize) -> Option<Self> {
        let symbol = Quadrilateral::rectangle(i32::try_from(dimension).ok()?, i32::try_from(dimension).ok()?, None);
        let transform = PerspectiveTransform::quadrilateralToQuadrilateral(symbol, Quadrilateral(corners)).ok()?;
        let at = |index: usize| (index % (dimension + 1)) as f32 + 0.5;
        let row = |index: usize| (index / (dimension + 1)) as f32 + 0.5;
        let middles: Vec<Point> =
            (0..(dimension + 1).pow(2)).map(|index| transform.transform_point(Point::new(at(index), row(index)))).collect();
        let is_number = |point: &Point| point.x.is_finite() && point.y.is_finite();
        middles.iter().all(is_number).then_some(Self { matrix, dimension, middles, patches: dimension.div_ceil(STRIDE) })
    }

    /// The modules under the flat grid.
    pub(crate) fn flat(&self) -> Option<BitMatrix> {
        self.modules(|_, _| Point::default())
    }

    /// The modules under the grid after it has followed the paper.
    pub(crate) fn bent(&self) -> Option<BitMatrix> {
        let patches = self.settle();
        self.modules(|x, y| self.between(&patches, x, y))
    }

    fn modules(&self, moved: impl Fn(usize, usize) -> Point) -> Option<BitMatrix> {
        let mut modules = BitMatrix::new(self.dimension as u32, self.dimension as u32).ok()?;
        for y in 0..self.dimension {
            for x in 0..self.dimension {
                if self.is_dark(self.middle(x, y) + moved(x, y), &self.axes(x, y)) {
                    modules.set(x as u32, y as u32);
                }
            }
        }
        Some(modules)
    }

    fn middle(&self, x: usize, y: usize) -> Point {
        self.middles[y * (self.dimension + 1) + x]
    }

    fn axes(&self, x: usize, y: usize) -> Axes {
        let here = self.middle(x, y);
        Axes { right: self.middle(x + 1, y) - here, down: self.middle(x, y + 1) - here }
    }

    /// 1 for dark, -1 for light, 0 outside the picture.
    fn sample(&self, at: Point) -> i32 {
        let inside = at.x >= 0.0 && at.y >= 0.0 && at.x < self.matrix.width() as f32 && at.y < self.matrix.height() as f32;
        match inside {
            true if self.matrix.get(at.x as u32, at.y as u32) => 1,
            true => -1,
            false => 0,
        }
    }

    fn is_dark(&self, middle: Point, axes: &Axes) -> bool {
        let (right, down) = (axes.right * 0.2, axes.down * 0.2);
        let around = [middle + right, middle - right, middle + down, middle - down];
        3 * self.sample(middle) + around.into_iter().map(|at| self.sample(at)).sum::<i32>() > 0
    }

    /// Where all patches go, in pixels from the flat grid.
    fn settle(&self) -> Vec<Point> {
        let mut moved: Vec<Option<Point>> = vec![None; self.patches * self.patches];
        for (x, y) in self.nearest_first() {
            moved[y * self.patches + x] = Some(self.best(x, y, self.neighbours(&moved, x, y)));
        }
        moved.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// All patches, those nearest to a finder pattern first.
    fn nearest_first(&self) -> Vec<(usize, usize)> {
        let far = self.dimension - 4;
        let mut order: Vec<_> = (0..self.patches * self.patches).map(|patch| (patch % self.patches, patch / self.patches)).collect();
        order.sort_by_key(|&(x, y)| {
            let (x, y) = (self.core(x), self.core(y));
            [(3, 3), (far, 3), (3, far)].into_iter().map(|(fx, fy)| x.abs_diff(fx).pow(2) + y.abs_diff(fy).pow(2)).min()
        });
        order
    }

    /// The module in the middle of a patch.
    fn core(&self, patch: usize) -> usize {
        (patch * STRIDE + STRIDE / 2).min(self.dimension - 1)
    }

    /// The mean of what the patches around did.
    fn neighbours(&self, moved: &[Option<Point>], x: usize, y: usize) -> Point {
        let (mut sum, mut count) = (Point::default(), 0.0);
        for y in y.saturating_sub(1)..(y + 2).min(self.patches) {
            for x in x.saturating_sub(1)..(x + 2).min(self.patches) {
                if let Some(neighbour) = moved[y * self.patches + x] {
                    sum += neighbour;
                    count += 1.0;
                }
            }
        }
        if count > 0.0 { sum / count } else { sum }
    }

    /// The best place for a patch near the expected one: a coarse search, then a fine one around its result.
    fn best(&self, x: usize, y: usize, expected: Point) -> Point {
        let axes = self.axes(self.core(x), self.core(y));
        let worth = |at: (f32, f32)| {
            let moved = expected + axes.right * at.0 + axes.down * at.1;
            self.agreement(x, y, moved, &axes) - STIFFNESS * (at.0 * at.0 + at.1 * at.1)
        };
        let mut best = ((0.0, 0.0), worth((0.0, 0.0)));
        for (step, steps) in [(FREEDOM / 2.0, 2), (FREEDOM / 4.0, 1)] {
            let ((x, y), _) = best;
            for dy in -steps..=steps {
                for dx in -steps..=steps {
                    let at = (x + dx as f32 * step, y + dy as f32 * step);
                    let worth = worth(at);
                    if worth > best.1 {
                        best = (at, worth);
                    }
                }
            }
        }
        let ((right, down), _) = best;
        expected + axes.right * right + axes.down * down
    }

    /// How much of one colour a patch's modules are, from 0 to 5; every other module tells enough.
    fn agreement(&self, x: usize, y: usize, moved: Point, axes: &Axes) -> f32 {
        let (falling, rising) = ((axes.right + axes.down) * SPREAD, (axes.right - axes.down) * SPREAD);
        let around = |patch: usize| self.core(patch).saturating_sub(REACH)..(self.core(patch) + REACH + 1).min(self.dimension);
        let (mut sum, mut count) = (0, 0);
        for y in around(y) {
            for x in around(x).filter(|x| (x + y) % 2 == 0) {
                count += 1;
                let middle = self.middle(x, y) + moved;
                let samples = [middle, middle + falling, middle - falling, middle + rising, middle - rising];
                sum += samples.into_iter().map(|at| self.sample(at)).sum::<i32>().abs();
            }
        }
        sum as f32 / count.max(1) as f32
    }

    /// What the four patches around a module did, each by how near it is.
    fn between(&self, patches: &[Point], x: usize, y: usize) -> Point {
        let along = |module: usize| {
            let at = (module as f32 - (STRIDE / 2) as f32) / STRIDE as f32;
            let at = at.clamp(0.0, (self.patches - 1) as f32);
            let patch = at as usize;
            (patch, (patch + 1).min(self.patches - 1), at - patch as f32)
        };
        let ((left, right, across), (above, below, down)) = (along(x), along(y));
        let mix = |from: Point, to: Point, part: f32| from * (1.0 - part) + to * part;
        let row = |y: usize| mix(patches[y * self.patches + left], patches[y * self.patches + right], across);
        mix(row(above), row(below), down)
    }
}
