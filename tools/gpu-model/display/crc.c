// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checksums of the pipes' pictures. Tests of drivers use them to compare pictures. The hardware's
 * polynomial is not known, and not needed: equal pictures have equal sums, and different pictures
 * different ones.
 *
 * Source: i915 i915_reg.h (PIPE_CRC_*), display/intel_pipe_crc.c.
 */
#include <stdlib.h>

#include "core/gpu.h"
#include "display/scanout.h"

#define CRC_BASE		0x60000	/* and 0x1000 per pipe */
#define CRC_CTL			0x50
#define   CRC_ENABLE		BIT(31)
#define   CRC_SOURCE		GENMASK(30, 28)
#define   GEN8_CRC_SOURCE	GENMASK(30, 29)
#define CRC_RESULT		0x64
#define CRC_RESULTS		5	/* drivers of Gen8 and later read the first */

#define PIPE_IRQ_CRC_DONE	BIT(28)

#define POLYNOMIAL		0xedb88320u	/* CRC-32 */

/* Planes that a source includes: one bit each; the last bit is the cursor. */
#define WITH_CURSOR		BIT(PLANES)
#define WHOLE_PIPE		(BIT(PLANES + 1) - 1)

static const u32 sources[8] = {
	[0] = BIT(0), [2] = BIT(1), [6] = BIT(2), [4] = WHOLE_PIPE,
};

static const u32 gen8_sources[4] = { BIT(0), BIT(1), WHOLE_PIPE, 0 };

static u32 crc_reg(const struct pipe *p, u32 reg)
{
	return CRC_BASE + p->index * 0x1000 + reg;
}

/* Parts of the picture that the source includes; 0 for none. */
static u32 wanted(const struct pipe *p)
{
	u32 ctl = reg_get(p->gpu, crc_reg(p, CRC_CTL));

	if (!(ctl & CRC_ENABLE))
		return 0;
	return p->gpu->device->gen < 9 ? gen8_sources[FIELD_GET(GEN8_CRC_SOURCE, ctl)] :
					 sources[FIELD_GET(CRC_SOURCE, ctl)];
}

static void keep(struct scanout *s, u32 parts)
{
	for (u32 i = 0; i < PLANES; i++)
		if (!(parts & BIT(i)))
			s->plane[i].ctl = 0;
	if (!(parts & WITH_CURSOR))
		s->cursor.ctl = 0;
}

static u32 crc_of(const struct picture *pic)
{
	u32 table[256], crc = ~0u;

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		table[i] = i;
		for (u32 k = 0; k < 8; k++)
			table[i] = table[i] >> 1 ^ (table[i] & 1 ? POLYNOMIAL : 0);
	}
	for (size_t i = 0; i < (size_t)pic->width * pic->height; i++)
		for (u32 shift = 0; shift < 24; shift += 8)
			crc = crc >> 8 ^ table[(crc ^ pic->pixel[i] >> shift) & 0xff];
	return ~crc;
}

u32 crc_frame(struct pipe *p)
{
	u32 parts = wanted(p);
	struct gpu *gpu = p->gpu;
	struct picture pic;
	struct scanout s;
	u32 crc = 0;
	int ret;

	if (!parts || !scanout_take(gpu, p->index, &s))
		return 0;
	keep(&s, parts);
	gpu->display.unlocked = true;
	pthread_mutex_unlock(&gpu->lock);
	ret = scanout_compose(gpu, &s, &pic);
	if (!ret) {
		crc = crc_of(&pic);
		free(pic.pixel);
	}
	pthread_mutex_lock(&gpu->lock);
	if (ret || !p->on || !wanted(p))
		return 0;
	reg_set(gpu, crc_reg(p, CRC_RESULT), crc);
	trace(&gpu->trace, TRACE_DISPLAY, "pipe %c checksum %08x", 'A' + (int)p->index, crc);
	return PIPE_IRQ_CRC_DONE;
}

static const struct reg_row rows[] = {
	{ .offset = CRC_CTL },
	{ .offset = CRC_RESULT, .count = CRC_RESULTS, .flags = REG_RO },
};

void crc_attach(struct pipe *p)
{
	mmio_attach(p->gpu, rows, ARRAY_SIZE(rows), crc_reg(p, 0), p);
}
