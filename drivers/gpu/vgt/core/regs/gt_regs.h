/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of the GT and its engines, and their fields, by the names that the hardware's
 * documents or i915's headers have. Their rows are in engine.c, render.c, oa.c, mocs.c, gt.c,
 * forcewake.c, pcode.c and mem/fence.c.
 *
 * Source: Skylake PRM vol. 2c; i915's gt/intel_engine_regs.h, gt/intel_gt_regs.h, i915_reg.h;
 * for some kvmgt's gvt/handlers.c.
 */
#ifndef VGT_CORE_GT_REGS_H
#define VGT_CORE_GT_REGS_H

#include <linux/bits.h>

/* ---- the engines' blocks ---- */

#define RENDER_RING_BASE		0x02000
#define GEN6_BSD_RING_BASE		0x12000
#define GEN8_BSD2_RING_BASE		0x1c000
#define VEBOX_RING_BASE			0x1a000
#define BLT_RING_BASE			0x22000

/* ---- within each engine's block ---- */

#define RING_EXCC			0x028
#define RING_TAIL			0x030
#define RING_HEAD			0x034
#define RING_START			0x038
#define RING_CTL			0x03c
#define RING_SYNC_0			0x040
#define RING_SYNC_1			0x044
#define RING_ACTHD_UDW			0x05c
#define RING_DMA_FADD_UDW		0x060
#define RING_IPEIR			0x064
#define RING_IPEHR			0x068
#define RING_INSTDONE			0x06c
#define RING_ACTHD			0x074
#define RING_DMA_FADD			0x078
#define RING_HWS_PGA			0x080
#define   HWS_PGA_ADDR			GENMASK(31, 12)
#define RING_NOPID			0x094
#define RING_HWSTAM			0x098
#define RING_MI_MODE			0x09c
#define   MI_MODE_SUSPEND_FLUSH		BIT(15)
#define   MI_MODE_IDLE			BIT(9)
#define   MI_MODE_STOP_RING		BIT(8)
#define RING_IMR			0x0a8
#define RING_EIR			0x0b0
#define RING_EMR			0x0b4
#define RING_ESR			0x0b8
#define   RING_ERROR_INSTRUCTION	BIT(0)	/* of EIR, EMR and ESR */
#define RING_INSTPM			0x0c0
#define   INSTPM_SYNC_FLUSH		BIT(5)
#define   INSTPM_COMMANDS_OFF		GENMASK(3, 1)	/* 3D and media become no-ops */
#define RING_RESET_CTL			0x0d0
#define   RESET_CTL_READY_TO_RESET	BIT(1)
#define   RESET_CTL_REQUEST_RESET	BIT(0)
#define RING_CSFE_CHICKEN1		0x0d4
#define   CSFE_GPGPU_NO_SYNC		BIT(2)
#define RING_UHPTR			0x134
#define RING_PR_CTR_CTL			0x178
#define RING_PR_CTR_THRSH		0x17c
#define RING_MI_PREDICATE_RESULT_2	0x214
#define RING_PP_DIR_DCLV		0x220
#define RING_ELSP			0x230
#define RING_EXECLIST_STATUS_LO		0x234
#define RING_EXECLIST_STATUS_HI		0x238
#define RING_CONTEXT_CONTROL		0x244
#define RING_PDP0_LDW			0x270
#define RING_PDP3_UDW			0x28c
#define RING_GFX_MODE			0x29c
#define   GFX_RUN_LIST_ENABLE		BIT(15)
#define RING_TIMESTAMP			0x358
#define RING_TIMESTAMP_UDW		0x35c
#define RING_CONTEXT_STATUS_BUF		0x370
#define   CONTEXT_STATUS_BUF_WORDS	12
#define RING_CONTEXT_STATUS_PTR		0x3a0
#define   CSB_PTR_READ_MASK		GENMASK(26, 24)	/* which bits a write changes */
#define   CSB_PTR_READ			GENMASK(10, 8)
#define   CSB_PTR_WRITE			GENMASK(2, 0)
#define RING_CTX_TIMESTAMP		0x3a8
#define RING_MI_PREDICATE_SRC0		0x400
#define RING_MI_PREDICATE_RESULT_1	0x41c
#define RING_FORCE_TO_NONPRIV		0x4d0
#define   FORCE_TO_NONPRIV_ACCESS	GENMASK(29, 28)
#define   FORCE_TO_NONPRIV_ADDRESS	GENMASK(25, 2)
#define   FORCE_TO_NONPRIV_RANGE	GENMASK(1, 0)
#define RING_FORCE_TO_NONPRIV_11	0x4fc
#define RING_GPR_0			0x600
#define RING_GPR_15_UDW			0x67c

/* ---- render ---- */

#define FF_SLICE_CHICKEN		0x2088
#define _3D_CHICKEN3			0x2090
#define FF_THREAD_MODE			0x20a0
#define R_PWR_CLK_STATE			0x20c8
#define   R_PWR_CLK_ENABLE		BIT(31)
#define   R_PWR_CLK_S_CNT		GENMASK(18, 15)
#define   R_PWR_CLK_COUNTS		GENMASK(11, 0)
#define   R_PWR_CLK_EU_MAX		GENMASK(7, 4)
#define   R_PWR_CLK_EU_MIN		GENMASK(3, 0)
#define CS_DEBUG_MODE2			0x20d8
#define   CS_DEBUG_MODE2_COMMANDS_OFF	GENMASK(1, 0)
#define REG_20DC			0x20dc
#define FF_SLICE_CS_CHICKEN1		0x20e0
#define FF_SLICE_CS_CHICKEN2		0x20e4
#define CS_DEBUG_MODE1			0x20ec
#define CACHE_MODE_0_GEN6		0x2120
#define CACHE_MODE_1_GEN6		0x2124
#define RS_PREEMPT_STATUS		0x215c
#define REG_21F0			0x21f0
#define CTX_PREEMPT			0x2248
#define CS_INVOCATION_COUNT		0x2290
#define HS_INVOCATION_COUNT		0x2300
#define DS_INVOCATION_COUNT		0x2308
#define IA_VERTICES_COUNT		0x2310
#define IA_PRIMITIVES_COUNT		0x2318
#define VS_INVOCATION_COUNT		0x2320
#define GS_INVOCATION_COUNT		0x2328
#define GS_PRIMITIVES_COUNT		0x2330
#define CL_INVOCATION_COUNT		0x2338
#define CL_PRIMITIVES_COUNT		0x2340
#define PS_INVOCATION_COUNT		0x2348
#define PS_DEPTH_COUNT			0x2350
#define MI_PREDICATE_RESULT_2		0x23bc
#define _3DPRIM_END_OFFSET		0x2420
#define _3DPRIM_BASE_VERTEX		0x2440
#define REG_2470			0x2470
#define GPGPU_DISPATCHDIMX		0x2500
#define GPGPU_DISPATCHDIMY		0x2504
#define GPGPU_DISPATCHDIMZ		0x2508
#define REG_250C			0x250c
#define CS_CHICKEN1			0x2580
#define REG_2690			0x2690
#define REG_28A0			0x28a0
#define TR_TT_VA_RANGE			0x4de0	/* and REG_4DE4: words of one number */
#define REG_4DE8			0x4de8
#define REG_4DF0			0x4df0
#define TRTTE				0x4df4
#define   TRTTE_VIRTUAL			BIT(1)	/* its tables are at virtual addresses */
#define   TRTTE_ENABLE			BIT(0)
#define REG_4DFC			0x4dfc
#define SO_NUM_PRIMS_WRITTEN_0		0x5200
#define SO_LAST				0x52fc
#define CACHE_MODE_0			0x7000
#define CACHE_MODE_1			0x7004
#define GT_MODE				0x7008
#define REG_700C			0x700c
#define COMMON_SLICE_CHICKEN1		0x7010
#define COMMON_SLICE_CHICKEN2		0x7014
#define REG_7018			0x7018
#define REG_7030			0x7030
#define L3CNTLREG			0x7034
#define REG_7038			0x7038
#define REG_70FC			0x70fc
#define SC_INSTDONE			0x7100
#define REG_7104			0x7104
#define REG_72FC			0x72fc
#define HDC_CHICKEN0			0x7300
#define HDC_CHICKEN1			0x7304
#define REG_7308			0x7308
#define REG_7318			0x7318
#define SLICE_COMMON_ECO_CHICKEN1	0x731c
#define REG_731C			0x731c	/* Gen8 */
#define REG_7320			0x7320
#define REG_73FC			0x73fc
#define REG_7700			0x7700
#define VF_GUARDBAND			0x83a4
#define REG_83A8			0x83a8
#define HALF_SLICE_CHICKEN1		0xe100
#define REG_E104			0xe104
#define REG_E15C			0xe15c
#define SAMPLER_INSTDONE		0xe160
#define ROW_INSTDONE			0xe164
#define REG_E168			0xe168
#define REG_E17C			0xe17c
#define HALF_SLICE_CHICKEN2		0xe180
#define HALF_SLICE_CHICKEN3		0xe184
#define HALF_SLICE_CHICKEN5		0xe188
#define REG_E18C			0xe18c
#define REG_E190			0xe190
#define HALF_SLICE_CHICKEN7		0xe194
#define REG_E198			0xe198
#define REG_E1FC			0xe1fc
#define REG_E48C			0xe48c
#define REG_E4CC			0xe4cc
#define REG_E4D0			0xe4d0
#define REG_E4EC			0xe4ec
#define ROW_CHICKEN			0xe4f0
#define ROW_CHICKEN2			0xe4f4
#define REG_E4F8			0xe4f8
#define REG_E4FC			0xe4fc
#define REG_E5F4			0xe5f4

/* ---- the OA unit and its network ---- */

#define RPM_CONFIG0			0x0d00
#define REG_D08				0x0d08
#define NOA_CONFIG_0			0x0d0c
#define NOA_CONFIG_8			0x0d2c
#define WAIT_FOR_RC6_EXIT		0x20cc
#define OACTXCONTROL			0x2360
#define OACTXID				0x2364
#define OABUFFER_UDW			0x23b4
#define OASTARTTRIG1			0x2710
#define OASTARTTRIG8			0x272c
#define OAREPORTTRIG1			0x2740
#define OAREPORTTRIG5			0x2750
#define OAREPORTTRIG6			0x2754
#define OAREPORTTRIG7			0x2758
#define OAREPORTTRIG8			0x275c
#define OACEC0_0			0x2770
#define OACEC7_1			0x27ac
#define OACONTROL			0x2b00
#define OA_DEBUG			0x2b04
#define OASTATUS			0x2b08	/* OAHEADPTR, OATAILPTR, OABUFFER follow */
#define OABUFFER			0x2b14
#define OA_PERFCNT1_LO			0x91b8
#define OA_PERFMATRIX_HI		0x91cc
#define MICRO_BP0_0			0x9800
#define NOA_WRITE			0x9888
#define EU_PERF_CNTL0			0xe458
#define EU_PERF_CNTL4			0xe45c
#define EU_PERF_CNTL1			0xe558
#define EU_PERF_CNTL5			0xe55c
#define EU_PERF_CNTL2			0xe658
#define EU_PERF_CNTL6			0xe65c
#define EU_PERF_CNTL3			0xe758

/* ---- the blitter ---- */

#define BCS_SWCTRL			0x22200

/* ---- caches: MOCS, L3 ---- */

#define GARBCNTL			0xb004
#define SCRATCH_LNCF1			0xb008
#define LNCFCMOCS_0			0xb020
#define LNCFCMOCS_31			0xb09c
#define L3SQCREG1			0xb100
#define REG_B10C			0xb10c
#define REG_B110			0xb110
#define L3SQCREG4			0xb118
#define SCRATCH1			0xb11c
#define REG_B1C0			0xb1c0
#define REG_B1F0			0xb1f0
#define GFX_MOCS_0			0xc800
#define MFX0_MOCS_0			0xc900
#define MFX1_MOCS_0			0xca00
#define VEBOX_MOCS_0			0xcb00
#define BLT_MOCS_0			0xcc00
#define   MOCS_REGS			64

/* ---- what all engines share ---- */

#define REG_D80				0x0d80
#define ARB_MODE			0x4030
#define REG_4090			0x4090
#define RING_FAULT_REG_RCS		0x4094	/* from Gen8 on of all engines */
#define RING_FAULT_REG_VCS		0x4194
#define RING_FAULT_REG_BCS		0x4294
#define RING_FAULT_REG_VECS		0x4394
#define PRIVATE_PAT_LO			0x40e0
#define PRIVATE_PAT_HI			0x40e4
#define GEN8_RTCR			0x4260
#define   TCR_COUNT			5	/* this one and those of other engines */
#define GEN8_M1TCR			0x4264
#define GEN8_M2TCR			0x4268
#define GEN8_BTCR			0x426c
#define GEN8_VTCR			0x4270
#define GAMT_ECO_REG_RW_IA		0x4ab0
#define GAMT_CHKN_BIT_REG		0x4ab8
#define FAULT_TLB_DATA0			0x4b10
#define FAULT_TLB_DATA1			0x4b14
#define MMCD_MISC_CTRL			0x4ddc
#define REG_5588			0x5588
#define REG_8430			0x8430
#define GEN8_RC6_CTX_INFO		0x8504
#define REG_9030			0x9030
#define UCGCTL4				0x940c
#define GDRST				0x941c
#define   GDRST_FULL			BIT(0)
#define   GDRST_RENDER			BIT(1)
#define   GDRST_MEDIA			BIT(2)
#define   GDRST_BLT			BIT(3)
#define   GDRST_VECS			BIT(4)
#define   GDRST_MEDIA2			BIT(7)
#define UCGCTL6				0x9430
#define GUC_STATUS			0xc000
#define   GUC_STATUS_IN_RESET		BIT(0)
#define REG_E220			0xe220
#define REG_E230			0xe230
#define REG_E240			0xe240
#define REG_E260			0xe260
#define REG_E270			0xe270
#define REG_E280			0xe280
#define REG_E2A0			0xe2a0
#define REG_E2B0			0xe2b0
#define REG_E2C0			0xe2c0
#define DE_RR_DEST_64844		0x64844
#define FENCE_REG			0x100000
#define   FENCE_VALID			BIT_ULL(0)
#define   FENCE_TILE_Y			BIT_ULL(1)
#define   FENCE_PITCH			GENMASK_ULL(43, 32)
#define   FENCE_PAGE			GENMASK(31, 12)	/* of either word */
#define GFX_FLSH_CNTL			0x101008
#define GTFIFODBG			0x120000
#define GTFIFOCTL			0x120008
#define GT_THREAD_STATUS		0x13805c
#define GT_CORE_STATUS			0x138060

/* ---- forcewake ---- */

#define FORCEWAKE_ACK_RENDER		0x0d84
#define FORCEWAKE_ACK_MEDIA		0x0d88
#define FORCEWAKE_MT			0xa188	/* Gen8; the blitter's of Gen9 */
#define FORCEWAKE_MEDIA			0xa270
#define FORCEWAKE_RENDER		0xa278
#define FORCEWAKE_ACK_HSW		0x130044

/* ---- power control ---- */

#define PCODE_MAILBOX			0x138124
#define   PCODE_READY			BIT(31)
#define   PCODE_COMMAND			GENMASK(7, 0)
#define     PCODE_READ_MEM_LATENCY	0x06
#define     PCODE_CDCLK_CONTROL		0x07
#define     PCODE_WRITE_MIN_FREQ_TABLE	0x08
#define     PCODE_READ_MIN_FREQ_TABLE	0x09
#define     PCODE_SAGV_CONTROL		0x21
#define PCODE_DATA			0x138128
#define   PCODE_FREQ_GPU		GENMASK(7, 0)
#define   PCODE_FREQ_OTHERS		GENMASK(23, 8)	/* of the processor and of the ring */
#define RP_STATE_CAP			0x145998

#endif
