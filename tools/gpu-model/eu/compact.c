// SPDX-License-Identifier: GPL-2.0-only
#include "eu/compact.h"
#include "eu/isa.h"

/* Control bits of the full instruction: 33:31, 23:12, 10:9, 34, 8, from high to low. */
static const u32 control_table[32] = {
	0x00002, 0x04000, 0x04001, 0x04002, 0x04003, 0x04004, 0x04005, 0x04007,
	0x04008, 0x04009, 0x0400d, 0x06000, 0x06001, 0x06002, 0x06003, 0x06004,
	0x06005, 0x06007, 0x06009, 0x0600d, 0x06010, 0x06100, 0x08000, 0x08002,
	0x08004, 0x08100, 0x16000, 0x16010, 0x18000, 0x18100, 0x28000, 0x28100,
};

/* Types and files: bits 63:61, 94:89, 46:35. */
static const u32 datatype_table[32] = {
	0x040001, 0x040040, 0x040041, 0x0400c1, 0x04015d, 0x0405dd, 0x040741, 0x040745,
	0x04075d, 0x041041, 0x043040, 0x043041, 0x045145, 0x047144, 0x047145, 0x05c75d,
	0x05d71d, 0x05d75c, 0x05d75d, 0x05f75c, 0x00040c, 0x04005d, 0x040145, 0x041040,
	0x045144, 0x047104, 0x049209, 0x05775d, 0x05f75d, 0x04f34c, 0x049248, 0x04b248,
};

/* Subregisters: bits 100:96, 68:64, 52:48. */
static const u16 subregister_table[32] = {
	0x0000, 0x0001, 0x0008, 0x000f, 0x0010, 0x0080, 0x0100, 0x0180,
	0x0200, 0x0210, 0x0280, 0x1000, 0x1001, 0x1081, 0x1082, 0x1083,
	0x1084, 0x1087, 0x1088, 0x108e, 0x108f, 0x1180, 0x11e8, 0x2000,
	0x2180, 0x3000, 0x3c87, 0x4000, 0x5000, 0x6000, 0x7000, 0x701c,
};

/* Region and modifiers of a source: bits 88:77 or 120:109. */
static const u16 source_table[32] = {
	0x000, 0x002, 0x010, 0x012, 0x018, 0x020, 0x028, 0x048,
	0x050, 0x070, 0x078, 0x300, 0x302, 0x308, 0x310, 0x312,
	0x320, 0x328, 0x338, 0x340, 0x342, 0x348, 0x350, 0x360,
	0x368, 0x370, 0x371, 0x378, 0x468, 0x469, 0x46a, 0x588,
};

/* Three sources. Control: bits 36:35 (not on Gen8), 34:32, 28:8. */
static const u32 control_table_3[4] = {
	0x0806001, 0x0006001, 0x0008001, 0x0008021,
};

/* Sources: 126:125, 105:104, 84, 83, 114:107, 93:86, 72:65, 55:37, as Gen9 has them. */
static const u64 source_table_3[4] = {
	0x007272720f000, 0x007272720f002,
	0x007272720f008, 0x007272720f020,
};

static void put(u64 *raw, u32 high, u32 low, u64 value)
{
	u64 mask = ~0ull >> (63 - (high - low));

	raw[low / 64] = (raw[low / 64] & ~(mask << (low % 64))) | (value & mask) << (low % 64);
}

/* Fields of a compacted instruction. */
static u32 get(u64 compact, u32 high, u32 low)
{
	return compact >> low & (~0ull >> (63 - (high - low)));
}

static bool has_three_sources(u32 code)
{
	return code == EU_CSEL || code == EU_BFE || code == EU_BFI2 || code == EU_MAD ||
	       code == EU_LRP;
}

static void put_control_3(u32 gen, u64 *raw, u32 bits)
{
	put(raw, 28, 8, bits);
	put(raw, 34, 32, bits >> 21);
	if (gen >= 9)
		put(raw, 36, 35, bits >> 24);
}

static void put_sources_3(u32 gen, u64 *raw, u64 bits)
{
	put(raw, 55, 37, bits);
	put(raw, 72, 65, bits >> 19);
	put(raw, 93, 86, bits >> 27);
	put(raw, 114, 107, bits >> 35);
	put(raw, 83, 83, bits >> 43);
	if (gen >= 9) {
		put(raw, 84, 84, bits >> 44);
		put(raw, 105, 104, bits >> 45);
		put(raw, 126, 125, bits >> 47);
	}
}

static void uncompact_3(u32 gen, u64 c, u64 *raw)
{
	put_control_3(gen, raw, control_table_3[get(c, 9, 8)]);
	put_sources_3(gen, raw, source_table_3[get(c, 11, 10)]);
	put(raw, 30, 30, get(c, 30, 30));
	put(raw, 31, 31, get(c, 31, 31));
	put(raw, 63, 56, get(c, 18, 12));
	put(raw, 64, 64, get(c, 28, 28));
	put(raw, 85, 85, get(c, 32, 32));
	put(raw, 106, 106, get(c, 33, 33));
	put(raw, 75, 73, get(c, 36, 34));
	put(raw, 96, 94, get(c, 39, 37));
	put(raw, 117, 115, get(c, 42, 40));
	put(raw, 83, 76, get(c, 49, 43));
	put(raw, 104, 97, get(c, 56, 50));
	put(raw, 125, 118, get(c, 63, 57));
}

/* Twelve bits and a sign, in the place of the second source. */
static u32 immediate(u64 c)
{
	u32 low = get(c, 39, 35) << 8 | get(c, 63, 56);

	return low & BIT(12) ? low | GENMASK(31, 13) : low;
}

static void uncompact_2(u64 c, u64 *raw)
{
	u32 control = control_table[get(c, 12, 8)];
	u32 datatype = datatype_table[get(c, 17, 13)];
	u32 sub = subregister_table[get(c, 22, 18)];

	put(raw, 8, 8, control);
	put(raw, 34, 34, control >> 1);
	put(raw, 10, 9, control >> 2);
	put(raw, 23, 12, control >> 4);
	put(raw, 33, 31, control >> 16);
	put(raw, 27, 24, get(c, 27, 24));
	put(raw, 28, 28, get(c, 23, 23));
	put(raw, 30, 30, get(c, 7, 7));
	put(raw, 46, 35, datatype);
	put(raw, 94, 89, datatype >> 12);
	put(raw, 63, 61, datatype >> 18);
	put(raw, 52, 48, sub);
	put(raw, 68, 64, sub >> 5);
	put(raw, 60, 53, get(c, 47, 40));
	put(raw, 76, 69, get(c, 55, 48));
	put(raw, 88, 77, source_table[get(c, 34, 30)]);
	if (eu_bits(raw, 42, 41) == EU_FILE_IMM || eu_bits(raw, 90, 89) == EU_FILE_IMM) {
		put(raw, 127, 96, immediate(c));
		return;
	}
	put(raw, 100, 96, sub >> 10);
	put(raw, 108, 101, get(c, 63, 56));
	put(raw, 120, 109, source_table[get(c, 39, 35)]);
}

void eu_uncompact(u32 gen, u64 compact, u64 raw[2])
{
	u32 code = get(compact, 6, 0);

	raw[0] = code;
	raw[1] = 0;
	if (has_three_sources(code))
		uncompact_3(gen, compact, raw);
	else
		uncompact_2(compact, raw);
}
