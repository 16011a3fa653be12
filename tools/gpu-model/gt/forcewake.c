// SPDX-License-Identifier: GPL-2.0-only
#include "core/gpu.h"
#include "gt/forcewake.h"

#define FW_RENDER	BIT(0)
#define FW_GT		BIT(1)
#define FW_MEDIA	BIT(2)

/**
 * struct domain - a power domain
 * @bit: FW_ bit
 * @request: masked register; any of its bits keeps the domain awake
 * @ack: shows the bits of the request
 */
struct domain {
	u32 bit;
	u32 request;
	u32 ack;
};

static const struct domain gen9_domains[] = {
	{ FW_RENDER, 0xa278, 0xd84 },
	{ FW_GT, 0xa188, 0x130044 },
	{ FW_MEDIA, 0xa270, 0xd88 },
};

/* Gen8 has a single domain for the whole GT. */
static const struct domain gen8_domains[] = {
	{ FW_GT, 0xa188, 0x130044 },
};

struct fw_range {
	u32 first;
	u32 last;
	u32 domains;
};

/* Sorted. Registers outside of these ranges need no domain. */
static const struct fw_range gen9_ranges[] = {
	{ 0x00000, 0x00aff, FW_GT },
	{ 0x02000, 0x026ff, FW_RENDER },
	{ 0x02700, 0x02fff, FW_GT },
	{ 0x03000, 0x03fff, FW_RENDER },
	{ 0x04000, 0x051ff, FW_GT },
	{ 0x05200, 0x07fff, FW_RENDER },
	{ 0x08000, 0x0812f, FW_GT },
	{ 0x08130, 0x0813f, FW_MEDIA },
	{ 0x08140, 0x0815f, FW_RENDER },
	{ 0x08160, 0x082ff, FW_GT },
	{ 0x08300, 0x084ff, FW_RENDER },
	{ 0x08500, 0x087ff, FW_GT },
	{ 0x08800, 0x089ff, FW_MEDIA },
	{ 0x08a00, 0x08bff, FW_GT },
	{ 0x08c00, 0x08cff, FW_RENDER },
	{ 0x08d00, 0x093ff, FW_GT },
	{ 0x09400, 0x097ff, FW_RENDER | FW_MEDIA },
	{ 0x09800, 0x0afff, FW_GT },
	{ 0x0b000, 0x0b47f, FW_RENDER },
	{ 0x0b480, 0x0cfff, FW_GT },
	{ 0x0d000, 0x0d7ff, FW_MEDIA },
	{ 0x0d800, 0x0dfff, FW_GT },
	{ 0x0e000, 0x0e8ff, FW_RENDER },
	{ 0x0e900, 0x11fff, FW_GT },
	{ 0x12000, 0x13fff, FW_MEDIA },
	{ 0x14000, 0x19fff, FW_GT },
	{ 0x1a000, 0x1e9ff, FW_MEDIA },
	{ 0x1ea00, 0x243ff, FW_GT },
	{ 0x24400, 0x247ff, FW_RENDER },
	{ 0x24800, 0x2ffff, FW_GT },
	{ 0x30000, 0x3ffff, FW_MEDIA },
};

#define GEN8_GT_END	0x40000

/*
 * Writes to these are shadowed: they wake the domain by themselves. The
 * request registers, GDRST and the aperture's flush need no domain either.
 */
static const u32 shadowed[] = {
	0x02030, 0x0a008, 0x0a00c, 0x12030, 0x1a030, 0x1c030, 0x22030,
	/* Submit ports, and the RC6 control, which i915 writes at any time. */
	0x02230, 0x12230, 0x1a230, 0x1c230, 0x22230, 0x0a090, 0x0a094,
};

static const u32 always_on[] = {
	0x0941c, 0x0a188, 0x0a270, 0x0a278,
};

static const struct domain *domains(const struct gpu *gpu, u32 *count)
{
	if (gpu->device->gen >= 9) {
		*count = ARRAY_SIZE(gen9_domains);
		return gen9_domains;
	}
	*count = ARRAY_SIZE(gen8_domains);
	return gen8_domains;
}

/* An acknowledge register reads as its request is now. */
static u32 read_ack(const struct reg_access *a)
{
	u32 count;
	const struct domain *d = domains(a->gpu, &count);

	for (u32 i = 0; i < count; i++)
		if (d[i].ack == a->offset)
			return reg_get(a->gpu, d[i].request);
	return 0;
}

static const struct reg_row rows[] = {
	{ .offset = 0x00d84, .flags = REG_RO, .read = read_ack },
	{ .offset = 0x00d88, .flags = REG_RO, .read = read_ack },
	{ .offset = 0x130044, .flags = REG_RO, .read = read_ack },
	{ .offset = 0x0a188, .flags = REG_MASKED },
	{ .offset = 0x0a270, .flags = REG_MASKED },
	{ .offset = 0x0a278, .flags = REG_MASKED },
};

void forcewake_attach(struct gpu *gpu)
{
	mmio_attach(gpu, rows, ARRAY_SIZE(rows), 0, NULL);
}

static u32 needed_domains(const struct gpu *gpu, u32 offset)
{
	u32 low = 0, high = ARRAY_SIZE(gen9_ranges);

	if (gpu->device->gen < 9)
		return offset < GEN8_GT_END ? FW_GT : 0;
	while (low < high) {
		u32 mid = (low + high) / 2;

		if (offset > gen9_ranges[mid].last)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == ARRAY_SIZE(gen9_ranges) || offset < gen9_ranges[low].first)
		return 0;
	return gen9_ranges[low].domains;
}

static bool in_list(const u32 *list, u32 count, u32 offset)
{
	for (u32 i = 0; i < count; i++)
		if (list[i] == offset)
			return true;
	return false;
}

void forcewake_check(struct gpu *gpu, u32 offset, bool write)
{
	u32 needed, count;
	const struct domain *d;

	if (offset >= GEN8_GT_END)
		return;
	needed = needed_domains(gpu, offset);
	if (!needed)
		return;
	d = domains(gpu, &count);
	for (u32 i = 0; i < count; i++)
		if (reg_get(gpu, d[i].request))
			needed &= ~d[i].bit;
	if (!needed || in_list(always_on, ARRAY_SIZE(always_on), offset) ||
	    (write && in_list(shadowed, ARRAY_SIZE(shadowed), offset)))
		return;
	anomaly(&gpu->anomalies, ANOMALY_FORCEWAKE, "%s of 0x%x, domains %x asleep",
		write ? "write" : "read", offset, needed);
}
