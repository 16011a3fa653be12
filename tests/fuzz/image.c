// SPDX-License-Identifier: GPL-2.0-only
/*
 * See image.h. The ring's part is that of i915's tables; what the hardware saves behind it
 * is made up.
 */
#include <string.h>

#include <linux/kernel.h>

#include "decoder.h"
#include "image.h"

struct image_row {
	u16 word;
	u32 val;
	bool reg;
};

static const struct image_row gen8_rcs[] = {
#include "lrc-gen8-rcs.inc"
};

static const struct image_row gen8_xcs[] = {
#include "lrc-gen8-xcs.inc"
};

static const struct image_row gen9_rcs[] = {
#include "lrc-gen9-rcs.inc"
};

static const struct image_row gen9_xcs[] = {
#include "lrc-gen9-xcs.inc"
};

static void image_walk(struct image *image, u8 gen, enum vgt_engine_id id)
{
	struct dec_cmd cmd;
	u32 pos, i;

	for (pos = 0; pos < IMAGE_WORDS; pos += cmd.len) {
		u32 header = image->words[pos];

		image->kind[pos] = IMAGE_FIXED;
		if (!dec_cmd(gen, id, header, &cmd) || cmd.len > IMAGE_WORDS - pos ||
		    dec_mi(header) == 0x0a)
			return;
		for (i = 1; dec_mi(header) == 0x22 && i + 1 < cmd.len; i += 2) {
			u32 reg = image->words[pos + i] & 0x7ffffc;

			image->kind[pos + i] = IMAGE_FIXED;
			image->kind[pos + i + 1] = IMAGE_VALUE;
			image->reg[pos + i + 1] = reg;
			if (reg < 0x40000)
				image->has[reg / 4] = true;
		}
	}
}

static u32 image_lri(u32 *cs, const u32 *regs, u32 n)
{
	u32 i;

	cs[0] = 0x11000000 | (2 * n - 1);
	for (i = 0; i < n; i++)
		cs[1 + 2 * i] = regs[i];
	return 2 * n + 1;
}

void image_make(struct image *image, u8 gen, enum vgt_engine_id id)
{
	static const u32 render[] = {
		0x2600, 0x2604, 0x2608, 0x260c, 0x7000, 0x7004, 0x7010, 0x7014, 0x7300,
		0x7304, 0xe184, 0x2580, 0x2360,
		/* Gen9 has these. */
		0x4de0, 0x4de4, 0x4de8, 0x4dec, 0x4df0, 0x4df4,
	};
	u32 base = vgt_engines[id].mmio_base, others[] = { base + 0x600, base + 0x604 };
	const struct image_row *rows = id == VGT_RCS ? gen == 8 ? gen8_rcs : gen9_rcs :
						       gen == 8 ? gen8_xcs : gen9_xcs;
	u32 n = id == VGT_RCS ? gen == 8 ? ARRAY_SIZE(gen8_rcs) : ARRAY_SIZE(gen9_rcs) :
				gen == 8 ? ARRAY_SIZE(gen8_xcs) : ARRAY_SIZE(gen9_xcs);
	u32 *cs = image->words, i;

	memset(image, 0, sizeof(*image));
	for (i = 0; i < n; i++)
		cs[rows[i].word] = rows[i].reg ? base + rows[i].val : rows[i].val;
	cs += 0x100;
	if (id == VGT_RCS)
		cs += image_lri(cs, render, ARRAY_SIZE(render) - 6 * (gen == 8));
	else
		cs += image_lri(cs, others, ARRAY_SIZE(others));
	if (id == VGT_RCS) {
		*cs++ = 0x78180000;	/* 3DSTATE_SAMPLE_MASK */
		*cs++ = 0xffff;
	}
	*cs = 0x05000000;
	image_walk(image, gen, id);
}

/* The word that holds a register's value, or a negative number. */
int image_word(const struct image *image, u32 reg)
{
	u32 i;

	for (i = 0; i < 0x100; i++)
		if (image->kind[i] == IMAGE_VALUE && image->reg[i] == reg)
			return i;
	return -1;
}
