// SPDX-License-Identifier: GPL-2.0-only
/*
 * See stream.h. A byte says how each command is made, so that libFuzzer can bend one
 * without the next.
 */
#include <string.h>

#include <linux/kernel.h>

#include "decoder.h"
#include "stream.h"

/* MI commands that carry an address, a register, or are written with data. */
static const u32 stream_mi[] = {
	0x10400002, 0x11000001, 0x11000003, 0x12400002, 0x14c00002, 0x15000001,
	0x13004003, 0x0d000003, 0x0e400002, 0x17600003, 0x17c00001, 0x18800001,
	0x18800101, 0x1b400002, 0x00800000, 0x04000001, 0x14000002, 0x13800001,
	0x7a000004, 0x10800001, 0x06000000, 0x02000000, 0x1b000002, 0x18c00101, 0x03000001,
};

/* Registers: blocks of engines by offset in them, others as they are. */
static const u32 stream_regs[] = {
	0x24d0, 0x24d4, 0x2580, 0x2600, 0x2604, 0x209c, 0x20c0, 0x20a0, 0x2080, 0x2230,
	0x2244, 0x229c, 0x2358, 0x7000, 0x7004, 0x7300, 0x7304, 0xb020, 0xb118, 0xc800, 0xc804,
	0xc900, 0xcc04, 0x4df4, 0x4df0, 0x4de0, 0x4ddc, 0xe184, 0x20d8, 0x20ec, 0x2248,
	0x22178, 0x22200, 0x124d0, 0x224d0, 0x1a4d0, 0x12600, 0x1a600, 0x22600, 0x2074, 0x2038,
	0x2068, 0x2140, 0x206c,
};

static const u32 stream_vals[] = {
	0, 0xffffffff, 0xffff0000, 0xffffffff, 0x00010001, 0x2080, 0x22080, 0x7304, 0x2580, 0xb118,
	0x2248, 0x7300, 0x3, 0x1, 0x2600, 0x400020c0, 0x18800101, 0x05000000,
	0x1100ff01, 0x11000001, 0x10400002, 0x10002248, 0x10007304, 0x10002580, 0x100023a8,
	0x10002094, 0x1000731c,
};

static u32 stream_operand(struct fuzz *f, u32 what, u32 addr)
{
	u32 pick = fuzz_u8(f);

	switch (what & 7) {
	case 0:
		return addr + (pick << 4);
	case 1:
		return fuzz_u32(f);
	case 2:
		return stream_regs[pick % ARRAY_SIZE(stream_regs)];
	case 3:
		return stream_vals[pick % ARRAY_SIZE(stream_vals)];
	default:
		/* What each form has: an address or register, then zeros. */
		return pick & 0x80 ? addr + (pick & 0x7f) * 8 : 0;
	}
}

static u32 stream_header(struct fuzz *f, u32 what)
{
	u32 len_mask, pick = fuzz_u16(f), header;

	if (what & 0x40)
		header = stream_mi[pick % ARRAY_SIZE(stream_mi)];
	else
		header = dec_header(pick, &len_mask);
	if (what & 0x40)
		len_mask = 0xff;
	if (what & 0x20)
		header ^= BIT(fuzz_u8(f) % 29);
	if (what & 0x10)
		header = (header & ~len_mask) | (fuzz_u16(f) & len_mask);
	return header;
}

/* A command that names a register, with a bit too many in its word, or one that stores it. */
static u32 stream_reg_word(struct fuzz *f, u32 *cs, u32 addr, u32 reg)
{
	static const u32 header[] = {
		0x11000001, 0x12400002, 0x14c00002, 0x15000001, 0x7a000004,
	};
	u32 what = fuzz_u8(f) % ARRAY_SIZE(header), bit = fuzz_u8(f);

	memset(cs, 0, 6 * sizeof(*cs));
	if (!(bit & 0x80))
		reg ^= BIT(bit & 31);
	cs[0] = header[what];
	cs[1] = reg;
	cs[2] = reg;
	if (what == 0)
		cs[2] = fuzz_u8(f);
	else if (what < 3)
		cs[2] = addr;
	else if (what == 4)
		cs[1] = BIT(23);
	return (cs[0] & 0xff) + 2;
}

/* One well-formed command of those that reach far, with its operands. */
static u32 stream_form(struct fuzz *f, u32 *cs, u32 addr, u32 base)
{
	static const u32 switched[] = {
		0x20a0, 0xc800, 0xc804, 0xcc04, 0xc904, 0xcb04, 0xb020,
	};
	u32 pick = fuzz_u8(f), reg = stream_regs[pick % ARRAY_SIZE(stream_regs)];
	u32 val = stream_vals[fuzz_u8(f) % ARRAY_SIZE(stream_vals)];

	/* The engine's own, as often as not. */
	if (reg - 0x2000 < 0x800 && !(pick & 0x40))
		reg += base - 0x2000;

	switch (fuzz_u8(f) % 11) {
	case 0:
		cs[0] = 0x10400002;
		cs[1] = addr + pick * 4;
		cs[2] = 0;
		cs[3] = val;
		return 4;
	case 1:
		cs[0] = 0x12400002;
		cs[1] = reg;
		cs[2] = addr + pick * 4;
		cs[3] = 0;
		return 4;
	case 2:
		cs[0] = 0x14c00002;
		cs[1] = reg;
		cs[2] = addr + pick * 4;
		cs[3] = 0;
		return 4;
	case 3:
		cs[0] = 0x18800001;
		cs[1] = addr + (pick & 3) * 4096;
		cs[2] = 0;
		return 3;
	case 4:
		cs[0] = 0x1b400002;
		cs[1] = val;
		cs[2] = addr + pick * 8;
		cs[3] = 0;
		cs[0] |= 1 << 21;
		return 4;
	case 5:
		cs[0] = 0x0d000000 | (pick >> 1);
		for (val = 0; val < (pick >> 1) + 1; val++)
			cs[1 + val] = fuzz_u8(f) & 1 ? addr : 0;
		return val + 1;
	case 6:
		/* One value is run, another comes last. */
		reg = switched[pick % ARRAY_SIZE(switched)];
		cs[0] = 0x11000001;
		cs[1] = reg;
		cs[2] = val;
		cs[3] = 0x1b600002;
		cs[4] = 0;
		cs[5] = addr;
		cs[6] = 0;
		cs[7] = 0x11000001;
		cs[8] = reg;
		cs[9] = 0x40 + (reg >> 2 & 15);
		return 10;
	case 7:
		return stream_reg_word(f, cs, addr, reg);
	case 8:
		cs[0] = 0x7a000004;
		cs[1] = BIT(fuzz_u8(f) & 31) | (pick & 1 ? BIT(14) | BIT(24) : 0);
		cs[2] = addr;
		memset(cs + 3, 0, 3 * sizeof(*cs));
		return 6;
	default:
		cs[0] = 0x11000001 | (fuzz_u8(f) & 7 ? 0 : (fuzz_u8(f) & 0xf) << 8);
		/* Registers that are switched, and the values that the host has in them. */
		if (pick >= 0xa0)
			reg = switched[pick % ARRAY_SIZE(switched)];
		if (pick >= 0xa0 && fuzz_u8(f) & 1)
			val = 0x40 + (reg >> 2 & 15);
		cs[1] = reg;
		cs[2] = val;
		return 3;
	}
}

/**
 * stream_words() - fill memory with commands
 * @f: says which
 * @cs: the memory
 * @n: words
 * @addr: four pages in the GGTT that are the guest's own
 * @base: of the engine's registers
 *
 * Return: words written; those behind are untouched.
 */
u32 stream_words(struct fuzz *f, u32 *cs, u32 n, u32 addr, u32 base)
{
	struct dec_cmd cmd;
	u32 i = 0, j, form[160], len;
	u32 budget = 64;
	/* Half of the streams are of commands that are right in form. */
	bool nice = fuzz_u8(f) & 1;

	while (i < n && f->size && budget--) {
		u32 what = nice ? 7 : fuzz_u8(f);

		if ((what & 7) == 7) {
			len = stream_form(f, form, addr, base);
			if (what & 0x20)
				form[0] ^= BIT(fuzz_u8(f) % 29);
			if (nice && len > n - i)
				break;
			for (j = 0; j < len && i < n; j++)
				cs[i++] = form[j];
			continue;
		}
		cs[i] = what & 0x80 ? stream_header(f, what & 0x0f) : stream_header(f, what);
		len = cs[i] >> 23 ? 2 : 1;
		/* The engine does not matter: lengths of a client differ little. */
		if (dec_cmd(9, VGT_RCS, cs[i], &cmd) || dec_cmd(9, VGT_VCS, cs[i], &cmd) ||
		    dec_cmd(9, VGT_BCS, cs[i], &cmd))
			len = cmd.len;
		/* Sometimes as short as a narrower field would have it. */
		if (what & 0x80 && len > 66)
			len = (len & 63) + 2;
		for (i++, j = 1; j < len && i < n && j < 64; j++)
			cs[i++] = stream_operand(f, what, addr);
		if (j < len)
			i = min(n, i + len - j);
	}
	return i;
}
