// SPDX-License-Identifier: GPL-2.0-only
#include "core/clock.h"
#include "core/gpu.h"
#include "gt/gt.h"

#define GDRST			0x941c
#define   GDRST_FULL		BIT(0)
#define FUSE2			0x9120
#define EU_DISABLE0		0x9134
#define DFSM			0x51000
#define RPNSWREQ		0xa008
#define RPSTAT1			0xa01c
#define   FREQUENCY		GENMASK(31, 23)
#define CTC_MODE		0xa26c
#define   CTC_SHIFT(n)		((n) << 1)
#define RPM_CONFIG0		0x0d00
#define   CRYSTAL_24_MHZ	BIT(3)
#define RP_STATE_CAP		0x145998
#define BXT_RP_STATE_CAP	0x138170
#define GUC_STATUS		0xc000
#define   GUC_IN_RESET		BIT(0)
#define RC6_CTX_INFO		0x8504
#define TRTTE			0x4df4
#define   TRTTE_ENABLE		BIT(0)
#define   TRTTE_VIRTUAL		BIT(1)	/* its tables are at virtual addresses */
#define CACHE_MODE_0		0x7000
#define   HIZ_RAW_STALL_OPT_OFF	BIT(2)
#define L3SQCREG4		0xb118
#define TIMESTAMP_US		0x44070
#define MCHBAR			0x140000	/* mirror of the memory controller */
#define   MAD_DIMM_CH0		0x500c
#define     DIMM_8G_X8_2R	(8 | BIT(10))
#define   SSKPD			0x5d10
/* Watermark latencies: level 0, 1 to 3 in 0.1, 0.5, 0.5 and 0.5 us; level 4 in 0.5 us. */
#define     SSKPD_LEVELS_0_3	(90u << 20 | 36u << 12 | 4u << 4)
#define     SSKPD_LEVEL_4	(20u << 24 | 160u)
#define GAMW_ECO		0x4080
#define   GAMW_ECO_64K_IPS	GENMASK(3, 0)

/* Resets finish before the write does, so the register always reads 0. */
static void write_gdrst(const struct reg_access *a, u32 val)
{
	struct gpu *gpu = a->gpu;

	trace(&gpu->trace, TRACE_RESET, "GDRST %x", val);
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		if (gpu_has_engine(gpu, i) &&
		    (val & (GDRST_FULL | engine_info[i].reset_domain)))
			engine_reset(&gpu->engine[i]);
}

/* The requested frequency is reached at once. */
static u32 read_rpstat(const struct reg_access *a)
{
	return reg_get(a->gpu, RPNSWREQ) & FREQUENCY;
}

static u32 read_timestamp_us(const struct reg_access *a __unused)
{
	return (u32)(clock_ns() / NSEC_PER_USEC);
}

/* Translation tables of tiled resources are not modelled. With physical ones nothing is safe. */
static void write_trtte(const struct reg_access *a, u32 val)
{
	reg_set(a->gpu, a->offset, val);
	if (a->gpu->device->gen >= 9 && (val & TRTTE_ENABLE) && !(val & TRTTE_VIRTUAL))
		anomaly(&a->gpu->anomalies, ANOMALY_TRTT_PHYSICAL, "TRTTE = 0x%x", val);
}

static const struct reg_row rows[] = {
	{ .offset = GDRST, .flags = REG_ZERO, .write = write_gdrst },
	{ .offset = FUSE2, .flags = REG_RO },
	{ .offset = EU_DISABLE0, .count = 3, .flags = REG_RO },
	{ .offset = DFSM, .flags = REG_RO },
	{ .offset = RPSTAT1, .flags = REG_RO, .read = read_rpstat },
	{ .offset = CTC_MODE, .flags = REG_RO },
	{ .offset = RPM_CONFIG0, .flags = REG_RO },
	{ .offset = RP_STATE_CAP, .flags = REG_RO },
	{ .offset = BXT_RP_STATE_CAP, .flags = REG_RO },
	{ .offset = GUC_STATUS, .flags = REG_RO, .reset = GUC_IN_RESET },
	{ .offset = RC6_CTX_INFO, .reset = 1 },
	{ .offset = TIMESTAMP_US, .flags = REG_RO, .read = read_timestamp_us },
	{ .offset = MCHBAR + MAD_DIMM_CH0, .count = 2, .flags = REG_RO, .reset = DIMM_8G_X8_2R },

	{ .offset = TRTTE, .write = write_trtte },
	{ .offset = L3SQCREG4, .reset = 0x40400000 },

	/* Mode and chicken registers whose writes carry a mask. */
	{ .offset = 0x4030, .flags = REG_MASKED },		/* ARB_MODE */
	{ .offset = 0x2088, .flags = REG_MASKED },		/* FF_SLICE_CHICKEN */
	{ .offset = 0x20dc, .flags = REG_MASKED },
	{ .offset = 0x2120, .count = 2, .flags = REG_MASKED },	/* CACHE_MODE_0, of the streamer */
	{ .offset = 0x2470, .flags = REG_MASKED },
	{ .offset = 0x5588, .flags = REG_MASKED },		/* WM_CHICKEN3 */
	{ .offset = 0x7004, .count = 2, .flags = REG_MASKED },	/* CACHE_MODE_1, GT_MODE */
	{ .offset = 0x7010, .count = 3, .flags = REG_MASKED },	/* COMMON_SLICE_CHICKEN */
	{ .offset = 0x7300, .count = 2, .flags = REG_MASKED },	/* HDC_CHICKEN */
	{ .offset = 0x731c, .flags = REG_MASKED },		/* COMMON_SLICE_CHICKEN3 */
	{ .offset = 0x83a4, .flags = REG_MASKED },
	{ .offset = 0xe100, .flags = REG_MASKED },		/* SAMPLER_MODE */
	{ .offset = 0xe180, .count = 4, .flags = REG_MASKED },	/* HALF_SLICE_CHICKEN */
	{ .offset = 0xe194, .flags = REG_MASKED },		/* HALF_SLICE_CHICKEN7 */
	{ .offset = 0xe4f0, .count = 2, .flags = REG_MASKED },	/* ROW_CHICKEN */
};

/* Latency of the memory for the display, which Gen9 asks the power unit for; first values. */
static const struct reg_row gen8_rows[] = {
	{ .offset = MCHBAR + SSKPD, .flags = REG_RO, .reset = SSKPD_LEVELS_0_3 },
	{ .offset = MCHBAR + SSKPD + 4, .flags = REG_RO, .reset = SSKPD_LEVEL_4 },
	{ .offset = CACHE_MODE_0, .flags = REG_MASKED, .reset = HIZ_RAW_STALL_OPT_OFF },
};

static const struct reg_row gen9_rows[] = {
	{ .offset = CACHE_MODE_0, .flags = REG_MASKED },
};

void gt_attach(struct gpu *gpu)
{
	mmio_attach(gpu, rows, ARRAY_SIZE(rows), 0, NULL);
	if (gpu->device->gen < 9)
		mmio_attach(gpu, gen8_rows, ARRAY_SIZE(gen8_rows), 0, NULL);
	else
		mmio_attach(gpu, gen9_rows, ARRAY_SIZE(gen9_rows), 0, NULL);
}

/*
 * Timestamps count every second cycle of the crystal of 24 MHz, or each cycle of that of 19.2 MHz.
 * Low-power parts report their frequencies in another register, in the opposite order.
 */
static void set_clocks(struct gpu *gpu, const struct device_info *d)
{
	u32 min = d->min_freq, base = d->base_freq, max = d->max_freq;

	if (d->low_power) {
		reg_set(gpu, CTC_MODE, CTC_SHIFT(3));
		reg_set(gpu, BXT_RP_STATE_CAP, max << 16 | base << 8 | min);
	} else {
		reg_set(gpu, CTC_MODE, CTC_SHIFT(2));
		reg_set(gpu, RPM_CONFIG0, CRYSTAL_24_MHZ);
		reg_set(gpu, RP_STATE_CAP, min << 16 | base << 8 | max);
	}
}

void gt_power_on(struct gpu *gpu)
{
	const struct device_info *d = gpu->device;

	reg_set(gpu, FUSE2, d->fuse2);
	for (u32 i = 0; i < ARRAY_SIZE(d->eu_disable); i++)
		reg_set(gpu, EU_DISABLE0 + 4 * i, d->eu_disable[i]);
	reg_set(gpu, DFSM, d->dfsm);
	set_clocks(gpu, d);
}

bool gpu_ips_enabled(const struct gpu *gpu)
{
	return gpu->device->gen >= 9 &&
	       (reg_get(gpu, GAMW_ECO) & GAMW_ECO_64K_IPS) == GAMW_ECO_64K_IPS;
}
