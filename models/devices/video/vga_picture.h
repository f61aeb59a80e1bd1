/// What a VGA's monitor shows: a pure function of the VGA's state and the time, in every mode that its
/// registers can say: text of eight and nine dots with both fonts, CGA, planar, 256 colours chained or not,
/// with panning, double scan and the split screen.
///
/// A pixel of the picture is a dot of the dot clock, so that a mode of 320 columns and a doubled one of 200
/// lines give 640 x 400. The frame around the screen is not in it.
///
/// The cursor blinks with the sixteenth, characters with the thirty-second part of the frame rate, from
/// power-on.
///
/// *Not modelled*: what changed while the frame was being shown: the picture is that of one instant.
#pragma once

#include "models/devices/video/vga.h"
#include "sim/picture.h"

namespace trapline::devices {

picture picture_of(const vga_state&, instant now);

}  // namespace trapline::devices
