// SPDX-License-Identifier: GPL-2.0-only
/*
 * Formats and tilings of planes, sizes of cursors.
 *
 * Source: Skylake PRM vol. 2c, "PLANE_CTL", "PLANE_STRIDE"; Broadwell PRM vol. 2c,
 * "PRI_CTL"; i915's i915_reg.h, display/intel_fb.c (formats that may be compressed). Names of
 * formats are those of DRM, which start at the highest bit of a little-endian word.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <uapi/drm/drm_fourcc.h>

#include "plane_format.h"

/* PLANE_CTL of Gen9. */
#define VGT_CTL_FORMAT		GENMASK(27, 24)
#define   VGT_CTL_8888		4
#define VGT_CTL_RGBX		BIT(20)
#define VGT_CTL_YUV422_ORDER	GENMASK(17, 16)
#define VGT_CTL_DECOMPRESS	BIT(15)
#define VGT_CTL_TILING		GENMASK(12, 10)
#define VGT_CTL_ALPHA		BIT(5)	/* bit 4 gives the kind of alpha */

/* DSPCNTR of Gen8. */
#define VGT_DSP_FORMAT		GENMASK(29, 26)
#define VGT_DSP_TILED		BIT(10)

/* CUR_CTL. */
#define VGT_CUR_MODE		0x27
#define VGT_CUR_ARGB		BIT(5)

/* drm_fourcc.h has a lower-case f in its name. */
#define VGT_MOD_YF_TILED	fourcc_mod_code(INTEL, 3)
#define VGT_MOD_YF_TILED_CCS	fourcc_mod_code(INTEL, 5)

/* FIELD_PREP() is not a constant expression, which tables need. */
#define FIELD(_mask, _val)	((u32)(_val) << __bf_shf(_mask))

#define GEN9(_code)		FIELD(VGT_CTL_FORMAT, _code)
#define GEN9_YUV(_order, _fourcc)					\
	{ VGT_CTL_FORMAT | VGT_CTL_YUV422_ORDER,			\
	  FIELD(VGT_CTL_YUV422_ORDER, _order),				\
	  DRM_FORMAT_##_fourcc, 2 }
#define GEN9_ONE(_code, _fourcc, _cpp)					\
	{ VGT_CTL_FORMAT, GEN9(_code), DRM_FORMAT_##_fourcc, _cpp }
/* In both orders of colours, with and without alpha. */
#define GEN9_RGB(_code, _rgb, _bgr, _cpp)				\
	{ VGT_CTL_FORMAT | VGT_CTL_RGBX | VGT_CTL_ALPHA, GEN9(_code),	\
	  DRM_FORMAT_X##_rgb, _cpp },					\
	{ VGT_CTL_FORMAT | VGT_CTL_RGBX | VGT_CTL_ALPHA,		\
	  GEN9(_code) | VGT_CTL_ALPHA, DRM_FORMAT_A##_rgb, _cpp },	\
	{ VGT_CTL_FORMAT | VGT_CTL_RGBX | VGT_CTL_ALPHA,		\
	  GEN9(_code) | VGT_CTL_RGBX, DRM_FORMAT_X##_bgr, _cpp },	\
	{ VGT_CTL_FORMAT | VGT_CTL_RGBX | VGT_CTL_ALPHA,		\
	  GEN9(_code) | VGT_CTL_RGBX | VGT_CTL_ALPHA,			\
	  DRM_FORMAT_A##_bgr, _cpp }

static const struct vgt_plane_format vgt_formats_gen9[] = {
	GEN9_YUV(0, YUYV),
	GEN9_YUV(1, UYVY),
	GEN9_YUV(2, YVYU),
	GEN9_YUV(3, VYUY),
	GEN9_ONE(1, NV12, 0),
	GEN9_RGB(2, RGB2101010, BGR2101010, 4),
	GEN9_ONE(3, P010, 0),
	GEN9_RGB(4, RGB8888, BGR8888, 4),
	GEN9_ONE(5, P012, 0),
	GEN9_RGB(6, RGB16161616F, BGR16161616F, 8),
	GEN9_ONE(7, P016, 0),
	GEN9_ONE(8, XYUV8888, 4),
	GEN9_ONE(12, C8, 1),
	GEN9_ONE(14, RGB565, 2),
};

#define GEN8(_code, _fourcc, _cpp)					\
	{ VGT_DSP_FORMAT, FIELD(VGT_DSP_FORMAT, _code),			\
	  DRM_FORMAT_##_fourcc, _cpp }

static const struct vgt_plane_format vgt_formats_gen8[] = {
	GEN8(2, C8, 1),
	GEN8(5, RGB565, 2),
	GEN8(6, XRGB8888, 4),
	GEN8(7, ARGB8888, 4),
	GEN8(8, XBGR2101010, 4),
	GEN8(9, ABGR2101010, 4),
	GEN8(10, XRGB2101010, 4),
	GEN8(11, ARGB2101010, 4),
	GEN8(12, XBGR16161616F, 8),
	GEN8(14, XBGR8888, 4),
	GEN8(15, ABGR8888, 4),
};

/**
 * vgt_plane_format() - decode a primary plane's format
 * @planes: the platform's kind of planes
 * @ctl: its PLANE_CTL or DSPCNTR
 *
 * Return: the format; NULL if there is no format with this code.
 */
const struct vgt_plane_format *vgt_plane_format(enum vgt_planes planes, u32 ctl)
{
	const struct vgt_plane_format *formats = vgt_formats_gen9;
	u32 n = ARRAY_SIZE(vgt_formats_gen9);
	u32 i;

	if (planes == VGT_PLANES_PRIMARY) {
		formats = vgt_formats_gen8;
		n = ARRAY_SIZE(vgt_formats_gen8);
	}
	for (i = 0; i < n; i++)
		if ((ctl & formats[i].mask) == formats[i].bits)
			return &formats[i];
	return NULL;
}

static void vgt_tiling_set(struct vgt_tiling *tiling, u64 modifier, u32 width)
{
	tiling->modifier = modifier;
	tiling->width = width;
	tiling->stride_unit = width;
	tiling->compressed = false;
}

static void vgt_tiling_linear(struct vgt_tiling *tiling, u32 stride_unit)
{
	tiling->modifier = DRM_FORMAT_MOD_LINEAR;
	tiling->width = 4096;
	tiling->stride_unit = stride_unit;
	tiling->compressed = false;
}

/* Yf tiles are square, or twice as wide as high. */
static u32 vgt_yf_width(u32 cpp)
{
	return cpp == 1 ? 64 : cpp == 8 ? 256 : 128;
}

/* The display reads what the render engine has compressed: with Y tiles and 8 bits a channel. */
static int vgt_tiling_compressed(u32 ctl, struct vgt_tiling *tiling)
{
	if (FIELD_GET(VGT_CTL_FORMAT, ctl) != VGT_CTL_8888)
		return -EINVAL;
	switch (FIELD_GET(VGT_CTL_TILING, ctl)) {
	case 4:
		vgt_tiling_set(tiling, I915_FORMAT_MOD_Y_TILED_CCS, 128);
		break;
	case 5:
		vgt_tiling_set(tiling, VGT_MOD_YF_TILED_CCS, 128);
		break;
	default:
		return -EINVAL;
	}
	tiling->compressed = true;
	return 0;
}

/**
 * vgt_plane_tiling() - decode a primary plane's tiling
 * @planes: the platform's kind of planes
 * @ctl: its PLANE_CTL or DSPCNTR
 * @cpp: bytes of a pixel
 * @tiling: filled
 *
 * Return: 0; -EINVAL if there is no tiling with this code.
 */
int vgt_plane_tiling(enum vgt_planes planes, u32 ctl, u32 cpp, struct vgt_tiling *tiling)
{
	if (planes == VGT_PLANES_PRIMARY) {
		/* The stride is in bytes, its lower bits are ignored. */
		if (ctl & VGT_DSP_TILED)
			vgt_tiling_set(tiling, I915_FORMAT_MOD_X_TILED, 512);
		else
			vgt_tiling_linear(tiling, 64);
		tiling->stride_unit = 1;
		return 0;
	}
	if (ctl & VGT_CTL_DECOMPRESS)
		return vgt_tiling_compressed(ctl, tiling);
	switch (FIELD_GET(VGT_CTL_TILING, ctl)) {
	case 0:
		vgt_tiling_linear(tiling, 64);
		return 0;
	case 1:
		vgt_tiling_set(tiling, I915_FORMAT_MOD_X_TILED, 512);
		return 0;
	case 4:
		vgt_tiling_set(tiling, I915_FORMAT_MOD_Y_TILED, 128);
		return 0;
	case 5:
		vgt_tiling_set(tiling, VGT_MOD_YF_TILED, vgt_yf_width(cpp));
		return 0;
	default:
		return -EINVAL;
	}
}

/**
 * vgt_cursor_side() - decode a cursor's size
 * @ctl: its CUR_CTL
 *
 * Return: pixels of a side; -EAGAIN if it is off; -EINVAL if there is no such mode; -EOPNOTSUPP
 * if it inverts the picture below it.
 */
int vgt_cursor_side(u32 ctl)
{
	u32 mode = ctl & VGT_CUR_MODE;
	int side;

	if (!mode)
		return -EAGAIN;
	switch (mode & ~VGT_CUR_ARGB) {
	case 2:
		side = 128;
		break;
	case 3:
		side = 256;
		break;
	case 7:
		side = 64;
		break;
	default:
		return -EINVAL;
	}
	return mode & VGT_CUR_ARGB ? side : -EOPNOTSUPP;
}
