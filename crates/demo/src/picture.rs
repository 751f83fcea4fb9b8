//! Made-up photos: a drawn street, with trouble and without, marked as a demonstration.

use model::{
    CategoryCode,
    case::{PhotoId, PhotoKind},
};

use crate::dice::Dice;

/// Pixels across and down.
const SIZE: (i32, i32) = (640, 480);
/// How many streets are drawn.
const STREETS: u64 = 4;
/// The majors that have trouble of their own; others show that of the last.
const MAJORS: [u16; 6] = [1, 2, 3, 4, 5, 21];

type Colour = [u8; 3];

/// A picture by rows from the top, three bytes a pixel: red, green, blue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The pixels.
    pub rgb: Vec<u8>,
}

/// The ids of the made-up photos, as they were kept.
#[derive(Clone, Debug, Default)]
pub struct Album(Vec<PhotoId>);

impl Album {
    /// Takes the ids of [`pictures`], in their order.
    pub const fn new(ids: Vec<PhotoId>) -> Self {
        Self(ids)
    }

    /// Returns a photo of a category; the same number shows the same street. Without photos one that nobody kept.
    pub fn photo(&self, category: CategoryCode, kind: PhotoKind, number: u64) -> PhotoId {
        let major = MAJORS.iter().position(|it| *it == category.major()).unwrap_or(MAJORS.len() - 1);
        let at = (major * 2 + usize::from(kind == PhotoKind::After)) * STREETS as usize + (number % STREETS) as usize;
        self.0.get(at).copied().unwrap_or(PhotoId([0; 32]))
    }
}

/// Draws all made-up photos: by major, before and after, by street. The same pictures each time.
pub fn pictures() -> Vec<Picture> {
    let kinds = MAJORS.into_iter().flat_map(|major| [(major, true), (major, false)]);
    kinds.flat_map(|(major, trouble)| (0..STREETS).map(move |street| draw(major, trouble, street))).collect()
}

fn draw(major: u16, trouble: bool, street: u64) -> Picture {
    let mut canvas = Canvas { rgb: vec![0; (SIZE.0 * SIZE.1 * 3) as usize] };
    scene(&mut canvas, street);
    if trouble {
        let dice = &mut Dice::new(street * 100 + u64::from(major), 61);
        match major {
            1 => heap(&mut canvas, dice),
            2 => advertisements(&mut canvas, dice),
            3 => rubble(&mut canvas, dice),
            4 => puddle(&mut canvas, dice),
            5 => stalls(&mut canvas, dice),
            _ => {
                heap(&mut canvas, dice);
                advertisements(&mut canvas, dice);
            }
        }
    }
    canvas.grain(&mut Dice::new(street * 7 + u64::from(major) * 2 + u64::from(trouble), 62));
    canvas.mark();
    Picture { width: SIZE.0 as u32, height: SIZE.1 as u32, rgb: canvas.rgb }
}

/// A façade with shops, a tree, the pavement, the kerb and the road.
fn scene(canvas: &mut Canvas, street: u64) {
    let dice = &mut Dice::new(street, 60);
    let walls: [Colour; 4] = [[201, 187, 164], [176, 186, 190], [196, 164, 148], [188, 190, 170]];
    let wall = walls[(street % 4) as usize];
    canvas.fade((0, 0), (640, 90), [170, 200, 224], [222, 230, 232]);
    canvas.rect((0, 60), (640, 250), wall);
    for column in 0..8 {
        let x = 22 + column * 80;
        canvas.rect((x, 78), (40, 46), shade(wall, -46));
        canvas.rect((x + 3, 81), (34, 40), [120, 142, 158]);
        canvas.rect((x + 18, 81), (3, 40), shade(wall, -30));
    }
    for shop in 0..4 {
        let x = 8 + shop * 160;
        let sign: Colour = [90 + dice.below(130) as u8, 40 + dice.below(90) as u8, 40 + dice.below(120) as u8];
        canvas.rect((x, 150), (146, 26), sign);
        canvas.rect((x + 4, 180), (138, 110), [74, 84, 92]);
        canvas.fade((x + 8, 184), (62, 100), [150, 172, 182], [96, 112, 122]);
        canvas.rect((x + 80, 184), (54, 106), shade(wall, -70));
    }
    canvas.fade((0, 290), (640, 80), [176, 174, 168], [156, 154, 150]);
    for joint in 0..17 {
        canvas.line((joint * 40, 290), (joint * 46 - 50, 370), [140, 138, 134]);
    }
    canvas.rect((0, 370), (640, 8), [206, 204, 196]);
    canvas.fade((0, 378), (640, 102), [92, 94, 98], [70, 72, 76]);
    for dash in 0..6 {
        canvas.rect((10 + dash * 116, 432), (64, 6), [216, 214, 204]);
    }
    let trunk = 70 + (street as i32 * 150) % 500;
    canvas.rect((trunk - 5, 214), (10, 100), [98, 76, 58]);
    for _ in 0..26 {
        let at = (trunk + dice.below(110) as i32 - 55, 150 + dice.below(80) as i32);
        canvas.disc(at, 14 + dice.below(14) as i32, [58 + dice.below(40) as u8, 108 + dice.below(40) as u8, 62]);
    }
}

/// Bags and boxes on the pavement.
fn heap(canvas: &mut Canvas, dice: &mut Dice) {
    let middle = 300 + dice.below(160) as i32;
    for layer in 0..34 {
        let at = (middle + (dice.normal() * 58.0) as i32, 356 - layer / 2 - dice.below(18) as i32);
        let bags: [Colour; 5] = [[38, 40, 46], [70, 90, 74], [208, 208, 204], [150, 60, 52], [60, 78, 120]];
        canvas.disc(at, 9 + dice.below(13) as i32, dice.pick(&bags).copied().unwrap_or(bags[0]));
    }
    for _ in 0..9 {
        let at = (middle + (dice.normal() * 100.0) as i32, 338 + dice.below(60) as i32);
        canvas.rect(at, (12 + dice.below(22) as i32, 6 + dice.below(10) as i32), [186, 154, 108]);
    }
}

/// Stickers on the wall and a board on the pavement.
fn advertisements(canvas: &mut Canvas, dice: &mut Dice) {
    for _ in 0..34 {
        let at = (10 + dice.below(600) as i32, 186 + dice.below(84) as i32);
        let inks: [Colour; 4] = [[246, 240, 226], [240, 210, 70], [222, 84, 70], [120, 190, 226]];
        let ink = dice.pick(&inks).copied().unwrap_or(inks[0]);
        canvas.rect(at, (20, 14), ink);
        canvas.rect((at.0 + 3, at.1 + 4), (14, 2), [60, 60, 60]);
        canvas.rect((at.0 + 3, at.1 + 8), (10, 2), [60, 60, 60]);
    }
    let x = 220 + dice.below(200) as i32;
    canvas.rect((x, 300), (64, 58), [196, 48, 44]);
    canvas.rect((x + 6, 306), (52, 10), [250, 224, 90]);
}

/// Sand, bricks and a barrier.
fn rubble(canvas: &mut Canvas, dice: &mut Dice) {
    let x = 200 + dice.below(180) as i32;
    for row in 0..56 {
        canvas.rect((x - row * 2, 306 + row), (row * 4 + 6, 1), [196, 170 - (row / 4) as u8, 118]);
    }
    for _ in 0..26 {
        let at = (x + 70 + dice.below(120) as i32, 322 + dice.below(40) as i32);
        canvas.rect(at, (18, 9), [168, 82 + dice.below(30) as u8, 62]);
    }
    for stripe in 0..12 {
        let ink = if stripe % 2 == 0 { [226, 120, 34] } else { [240, 240, 236] };
        canvas.rect((x - 110 + stripe * 16, 384), (16, 14), ink);
    }
}

/// Standing water on the road.
fn puddle(canvas: &mut Canvas, dice: &mut Dice) {
    let at = (250 + dice.below(140) as i32, 424);
    for ring in 0..30 {
        let (wide, high) = (190 - ring * 5, 38 - ring);
        canvas.oval(at, (wide, high.max(4)), [104 + ring as u8 * 2, 128 + ring as u8 * 2, 146 + ring as u8 * 2]);
    }
}

/// Stalls before the shops.
fn stalls(canvas: &mut Canvas, dice: &mut Dice) {
    for stall in 0..3 {
        let x = 60 + stall * 190 + dice.below(50) as i32;
        let cloth: Colour = [190 + dice.below(60) as u8, 60 + dice.below(120) as u8, 50 + dice.below(60) as u8];
        for row in 0..22 {
            canvas.rect((x - row * 3, 252 + row), (64 + row * 6, 1), shade(cloth, -row));
        }
        canvas.rect((x + 30, 274), (4, 80), [90, 90, 92]);
        canvas.rect((x - 30, 326), (124, 30), [150, 118, 84]);
        for _ in 0..24 {
            let at = (x - 24 + dice.below(112) as i32, 320 + dice.below(10) as i32);
            let goods: [Colour; 4] = [[214, 66, 44], [232, 170, 50], [96, 158, 70], [230, 220, 190]];
            canvas.disc(at, 6, dice.pick(&goods).copied().unwrap_or(goods[0]));
        }
    }
}

fn shade(colour: Colour, by: i32) -> Colour {
    colour.map(|it| (i32::from(it) + by).clamp(0, 255) as u8)
}

struct Canvas {
    rgb: Vec<u8>,
}

impl Canvas {
    fn dot(&mut self, (x, y): (i32, i32), colour: Colour) {
        if (0..SIZE.0).contains(&x) && (0..SIZE.1).contains(&y) {
            let at = ((y * SIZE.0 + x) * 3) as usize;
            self.rgb[at..at + 3].copy_from_slice(&colour);
        }
    }

    fn rect(&mut self, (x, y): (i32, i32), (wide, high): (i32, i32), colour: Colour) {
        for row in y..y + high {
            for column in x..x + wide {
                self.dot((column, row), colour);
            }
        }
    }

    /// Fills a box from one colour at its top to another at its bottom.
    fn fade(&mut self, (x, y): (i32, i32), (wide, high): (i32, i32), top: Colour, bottom: Colour) {
        for row in 0..high {
            let mix = |at: usize| {
                let (a, b) = (i32::from(top[at]), i32::from(bottom[at]));
                (a + (b - a) * row / high.max(1)) as u8
            };
            self.rect((x, y + row), (wide, 1), [mix(0), mix(1), mix(2)]);
        }
    }

    fn disc(&mut self, at: (i32, i32), radius: i32, colour: Colour) {
        self.oval(at, (radius, radius), colour);
    }

    fn oval(&mut self, (x, y): (i32, i32), (wide, high): (i32, i32), colour: Colour) {
        for row in -high..=high {
            for column in -wide..=wide {
                let inside = column * column * high * high + row * row * wide * wide <= wide * wide * high * high;
                if inside {
                    // Lit from above.
                    self.dot((x + column, y + row), shade(colour, -row * 30 / high.max(1)));
                }
            }
        }
    }

    fn line(&mut self, from: (i32, i32), to: (i32, i32), colour: Colour) {
        let steps = (to.1 - from.1).abs().max(1);
        for step in 0..=steps {
            self.dot((from.0 + (to.0 - from.0) * step / steps, from.1 + (to.1 - from.1) * step / steps), colour);
        }
    }

    /// Roughens the picture as a phone's camera does.
    fn grain(&mut self, dice: &mut Dice) {
        for pixel in self.rgb.chunks_exact_mut(3) {
            let by = dice.below(15) as i32 - 7;
            for it in pixel {
                *it = (i32::from(*it) + by).clamp(0, 255) as u8;
            }
        }
    }

    /// Writes DEMO into the lower right corner, letters of five by seven.
    fn mark(&mut self) {
        const LETTERS: [[u8; 7]; 4] = [
            [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110],
            [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
            [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001],
            [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        ];
        self.rect((536, 450), (100, 26), [30, 30, 34]);
        for (at, letter) in (0..).zip(LETTERS) {
            for (row, bits) in (0..).zip(letter) {
                for column in (0..5).filter(|column| bits >> (4 - column) & 1 == 1) {
                    self.rect((542 + at * 23 + column * 3, 453 + row * 3), (3, 3), [240, 240, 236]);
                }
            }
        }
    }
}
