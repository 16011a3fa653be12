/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scan-out: from what the planes of a pipe show to the picture on the monitor.
 *
 * Source: Intel OSRC Skylake PRM vol 2c (PLANE_*, CUR_*, PS_*) and vol 12
 * "Planes", "Pipe Scalers".
 */
#ifndef GPU_MODEL_SCANOUT_H
#define GPU_MODEL_SCANOUT_H

#include "core/types.h"
#include "display/display.h"
#include "gt/tiling.h"

/**
 * struct picture - pixels of 32 bits: alpha, red, green, blue from the top
 */
struct picture {
	u32 width;
	u32 height;
	u32 *pixel;
};

/**
 * struct scanout - everything that determines a pipe's picture at one moment
 * @plane: planes as shown, the lowest first
 * @cursor: cursor as shown
 * @scaler: scalers in effect
 * @src_width: width of the picture before the pipe's scaler
 * @src_height: its lines
 * @active_width: width of the monitor's mode
 * @active_height: its lines
 * @bottom: colour outside of the planes
 * @gamma: the pipe has a table of 8 bits per colour
 * @palette: that table
 */
struct scanout {
	struct plane_state plane[PLANES];
	struct cursor_state cursor;
	struct scaler_state scaler[SCALERS];
	u32 src_width;
	u32 src_height;
	u32 active_width;
	u32 active_height;
	u32 bottom;
	bool gamma;
	u32 palette[256];
};

/**
 * struct surface - a frame buffer to read pixels from
 * @format: PLANE_CTL's format field
 * @ctl: PLANE_CTL, for the order of components and the colour space
 * @tiling: layout
 * @pitch: bytes per row
 * @base: GGTT address
 * @aux: GGTT address of the second plane of planar formats, or of the CCS
 * @aux_pitch: its bytes per row
 * @x: first pixel shown
 * @y: first row shown
 * @aux_x: the same in the second plane
 * @aux_y: its row
 * @width: pixels shown
 * @height: rows shown
 */
struct surface {
	u32 format;
	u32 ctl;
	enum tiling tiling;
	u32 pitch;
	u64 base;
	u64 aux;
	u32 aux_pitch;
	u32 x;
	u32 y;
	u32 aux_x;
	u32 aux_y;
	u32 width;
	u32 height;
	const u32 *palette;
};

/** scanout_take() - what a pipe shows now; gpu->lock is held; false if it is off */
bool scanout_take(const struct gpu *gpu, u32 pipe, struct scanout *s);

/**
 * scanout_compose() - draw the picture
 * @out: receives it; the pixels are the caller's to free()
 *
 * Return: 0 or -ENOMEM.
 */
int scanout_compose(struct gpu *gpu, const struct scanout *s, struct picture *out);

/** surface_read_row() - row @row of those shown, converted; @out holds @s->width pixels */
void surface_read_row(struct gpu *gpu, const struct surface *s, u32 row, u32 *out);

/** scanout_read() - bytes at a GGTT address, as the display reads them */
void scanout_read(struct gpu *gpu, u64 ggtt, void *buf, u32 len);

/** picture_write_png() - encode into a file; 0, or -EIO */
int picture_write_png(const struct picture *p, FILE *out);

/** cursor_size() - pixels of a cursor's side by its control register; 0 for none */
u32 cursor_size(u32 ctl);

/** format_cpp() - bytes of a pixel by PLANE_CTL's format; of the first plane if there are two */
u32 format_cpp(u32 format);

/** plane_tiling() - tiling by PLANE_CTL; false for one that is not modelled */
bool plane_tiling(u32 ctl, enum tiling *t);

/** stride_bytes() - bytes by the stride register */
u32 stride_bytes(u32 stride, enum tiling t);

/** gen8_primary_ctl() - Gen9's PLANE_CTL that says what Gen8's PRI_CTL does */
u32 gen8_primary_ctl(u32 ctl);

#endif /* GPU_MODEL_SCANOUT_H */
