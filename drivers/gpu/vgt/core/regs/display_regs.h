/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of the display and of interrupts, and their fields, by the names that the
 * hardware's documents or i915's headers have. Their rows are in core/display/ and irq.c.
 *
 * Source: Skylake PRM vol. 12 (display), vol. 2c; i915's i915_reg.h; for REG_50080 kvmgt's
 * gvt/reg.h.
 */
#ifndef VGT_CORE_DISPLAY_REGS_H
#define VGT_CORE_DISPLAY_REGS_H

#include <linux/bits.h>

/* ---- ranges: the first register, and the last byte ---- */

#define DISPLAY_VGA_FIRST		0x41000
#define DISPLAY_VGA_LAST		0x41fff
#define DISPLAY_ENGINE_FIRST		0x42000	/* also power wells and clocks */
#define DISPLAY_ENGINE_LAST		0x4ffff
#define DISPLAY_PIPES_FIRST		0x60000	/* transcoders, ports, pipes, planes */
#define DISPLAY_PIPES_LAST		0x77fff
#define SOUTH_DISPLAY_FIRST		0xc0000
#define SOUTH_DISPLAY_LAST		0xeffff
#define DISPLAY_PHYS_FIRST		0x162000
#define DISPLAY_PHYS_LAST		0x164fff

/* ---- interrupts: each ISR is followed by IMR, IIR, IER ---- */

#define GEN8_MASTER_IRQ			0x44200
#define   GEN8_MASTER_IRQ_CONTROL	BIT(31)
#define GEN8_GT0_ISR			0x44300
#define GEN8_GT1_ISR			0x44310
#define GEN8_GT2_ISR			0x44320
#define GEN8_GT3_ISR			0x44330
#define GEN8_DE_PIPE_A_ISR		0x44400
#define GEN8_DE_PIPE_B_ISR		0x44410
#define GEN8_DE_PIPE_C_ISR		0x44420
#define GEN8_DE_PORT_ISR		0x44440
#define GEN8_DE_MISC_ISR		0x44460
#define GEN8_PCU_ISR			0x444e0
#define SDEISR				0xc4000

/* ---- power, and what is fixed ---- */

#define CPU_VGACNTRL			0x41000
#define   VGA_DISP_DISABLE		BIT(31)
#define SKL_FUSE_STATUS			0x42000
#define   SKL_FUSE_ALL			0x8e000000	/* downloaded; wells 0-2 distributed */
#define FPGA_DBG			0x42300
#define ERR_INT				0x44040
#define DBUF_CTL			0x45008
#define   DBUF_POWER_REQUEST		BIT(31)
#define   DBUF_POWER_STATE		BIT(30)
#define HSW_PWR_WELL_CTL1		0x45400	/* BIOS; driver, KVM, debug follow */
#define   HSW_PWR_WELL_CTLS		4
#define   HSW_PWR_WELL_REQUESTS		0xaaaaaaaa
#define EDP_PSR_IIR			0x64838

/* ---- clocks ---- */

#define CDCLK_CTL			0x46000
#define LCPLL1_CTL			0x46010
#define LCPLL2_CTL			0x46014
#define   LCPLL_PLL_ENABLE		BIT(31)
#define   LCPLL_PLL_LOCK		BIT(30)
#define WRPLL_CTL1			0x46040
#define WRPLL_CTL2			0x46060
#define   WRPLL_REF			GENMASK(29, 28)
#define   WRPLL_FEEDBACK		GENMASK(23, 16)
#define   WRPLL_POST			GENMASK(13, 8)
#define   WRPLL_REFERENCE_DIV		GENMASK(7, 0)
#define PORT_CLK_SEL			0x46100	/* of port A; the others follow */
#define   PORT_CLK_SEL_MASK		GENMASK(31, 29)
#define SWF_GEN9			0x4f060
#define DPLL1_CFGCR1			0x6c040	/* DPLL 2 and 3 follow, 8 apart */
#define   DPLL_CFGCR1_DCO_FRACTION	GENMASK(23, 9)
#define   DPLL_CFGCR1_DCO_INTEGER	GENMASK(8, 0)
/* CFGCR2 follows it. */
#define   DPLL_CFGCR2_QDIV_RATIO	GENMASK(15, 8)
#define   DPLL_CFGCR2_QDIV_MODE		BIT(7)
#define   DPLL_CFGCR2_KDIV		GENMASK(6, 5)
#define   DPLL_CFGCR2_PDIV		GENMASK(4, 2)
#define DPLL_CTRL1			0x6c058
#define   DPLL_CTRL1_DEFAULT		0x5
#define DPLL_CTRL2			0x6c05c
#define   DPLL_CTRL2_CLK_OFF		GENMASK(19, 15)	/* of each port */
#define DPLL_STATUS			0x6c060
#define PCH_RAWCLK_FREQ			0xc6204
#define LCPLL_CTL			0x130040	/* Gen8 */
#define   LCPLL_PLL_DISABLE		BIT(31)
#define   LCPLL_CD_SOURCE_FCLK		BIT(21)
#define   LCPLL_CD_SOURCE_FCLK_DONE	BIT(19)

/* ---- gamma ---- */

#define LGC_PALETTE			0x4a000
#define   LGC_PALETTE_RED		GENMASK(23, 16)
#define   LGC_PALETTE_GREEN		GENMASK(15, 8)
#define   LGC_PALETTE_BLUE		GENMASK(7, 0)
#define PAL_PREC_INDEX			0x4a400
#define   PAL_PREC_AUTO_INCREMENT	BIT(15)
#define   PAL_PREC_INDEX_VALUE		GENMASK(9, 0)
#define PAL_PREC_DATA			0x4a404
#define   PAL_PREC_DATA_VALUE		GENMASK(29, 0)
#define   PAL_PREC_DATA_RED		GENMASK(29, 20)
#define   PAL_PREC_DATA_GREEN		GENMASK(19, 10)
#define   PAL_PREC_DATA_BLUE		GENMASK(9, 0)
#define GAMMA_MODE			0x4a480
#define   GAMMA_MODE_MODE		GENMASK(1, 0)
#define     GAMMA_MODE_8BIT		0
#define     GAMMA_MODE_10BIT		1
#define     GAMMA_MODE_SPLIT		3
#define   PALETTE_STRIDE		0x800	/* from a pipe's registers to the next one's */

/* ---- pipes, transcoders ---- */

#define   PIPE_STRIDE			0x1000
#define TRANS_HTOTAL			0x60000
#define TRANS_VTOTAL			0x6000c
#define   TOTAL_TOTAL			GENMASK(29, 16)
#define   TOTAL_ACTIVE			GENMASK(13, 0)
#define PIPESRC				0x6001c
#define PIPE_LINK_M1			0x60040
#define PIPE_LINK_N1			0x60044
#define   LINK_M_N			GENMASK(23, 0)
#define TRANS_DDI_FUNC_CTL		0x60400
#define   TRANS_DDI_FUNC_ENABLE		BIT(31)
#define   TRANS_DDI_PORT		GENMASK(30, 28)
#define   TRANS_DDI_MODE_SELECT		GENMASK(26, 24)
#define     TRANS_DDI_MODE_SELECT_DP_SST 2
#define   TRANS_DDI_EDP_INPUT		GENMASK(14, 12)
#define   TRANS_EDP_OFFSET		0xf000	/* added to transcoder A's */
#define PIPEDSL				0x70000
#define PIPECONF			0x70008
#define   PIPECONF_ENABLE		BIT(31)
#define   PIPECONF_STATE_ENABLE		BIT(30)
#define PIPE_FRMCOUNT			0x70040
#define PIPE_FLIPCOUNT			0x70044
#define PIPE_FRMTMSTMP			0x70048
#define PIPE_EDP_CONF			0x7f008

/* ---- planes: DSPCNTR and its like on Gen8 ---- */

#define REG_50080			0x50080	/* flips plane 1 of pipe A */
#define REG_50088			0x50088	/* plane 1 of pipe B */
#define REG_5008C			0x5008c	/* plane 1 of pipe C */
#define REG_50090			0x50090	/* plane 2 of pipe A */
#define REG_50098			0x50098	/* plane 2 of pipe B */
#define REG_5009C			0x5009c	/* plane 2 of pipe C */
#define   FLIP_TYPE			GENMASK(1, 0)
#define     FLIP_TYPE_ASYNC		1
#define CUR_CTL				0x70080
#define CUR_BASE			0x70084
#define CUR_POS				0x70088
#define CUR_FBC_CTL			0x700a0
#define CUR_SURFLIVE			0x700ac
#define PLANE_CTL			0x70180
#define   PLANE_CTL_ASYNC_FLIP		BIT(9)
#define   DSP_TILED			BIT(10)		/* Gen8 */
#define   PLANE_CTL_TILED		GENMASK(12, 10)	/* Gen9 */
#define PLANE_STRIDE			0x70188
#define   DSP_STRIDE			GENMASK(15, 6)	/* Gen8 */
#define   PLANE_STRIDE_VALUE		GENMASK(9, 0)	/* Gen9 */
#define PLANE_POS			0x7018c
#define PLANE_SIZE			0x70190
#define PLANE_SURF_1			0x7019c
#define PLANE_SURF_2			0x7029c
#define PLANE_SURF_3			0x7039c
#define   PLANE_SURF_ADDR		GENMASK(31, 12)
#define PLANE_OFFSET			0x701a4
#define PLANE_SURFLIVE_1		0x701ac
#define PLANE_SURFLIVE_2		0x702ac
#define PLANE_SURFLIVE_3		0x703ac
#define PLANE_AUX_DIST			0x701c0
#define   PLANE_DISTANCE		0x100	/* from a plane's registers to the next one's */

/* ---- ports ---- */

#define DDI_BUF_CTL			0x64000	/* of port A; the others follow */
#define   DDI_BUF_CTL_ENABLE		BIT(31)
#define   DDI_BUF_IS_IDLE		BIT(7)
#define   DDI_INIT_DISPLAY_DETECTED	BIT(4)	/* port A: a panel is there */
#define   DDI_DISTANCE			0x100
#define DP_TP_STATUS			0x64044
#define   DP_TP_STATUS_IDLE_DONE	BIT(25)
#define DP_AUX_CH_CTL			0x64010
#define   DP_AUX_CH_CTL_SEND_BUSY	BIT(31)
#define   DP_AUX_CH_CTL_DONE		BIT(30)
#define   DP_AUX_CH_CTL_INTERRUPT	BIT(29)
#define   DP_AUX_CH_CTL_TIME_OUT_ERROR	BIT(28)
#define   DP_AUX_CH_CTL_RECEIVE_ERROR	BIT(25)
#define   DP_AUX_CH_CTL_MESSAGE_SIZE	GENMASK(24, 20)
#define DP_AUX_CH_DATA			0x64014
#define   DP_AUX_CH_DATA_WORDS		5
#define PCH_DP_AUX_CH_CTL		0xe4010	/* Gen8: ports B to D are in the PCH */
#define PCH_DP_AUX_CH_DATA		0xe4014
#define SFUSE_STRAP			0xc2014
#define   SFUSE_STRAP_RAW_FREQUENCY	BIT(8)
#define   SFUSE_STRAP_CRT_DISABLED	BIT(6)
#define   SFUSE_STRAP_DDIB_DETECTED	BIT(2)
#define   SFUSE_STRAP_DDIC_DETECTED	BIT(1)
#define   SFUSE_STRAP_DDID_DETECTED	BIT(0)
#define PCH_PORT_HOTPLUG		0xc4030
#define   PORT_HOTPLUG_STATUS		0x03030303
#define PCH_PORT_HOTPLUG2		0xc403c
#define   PORTE_HOTPLUG_STATUS		0x3
#define   HOTPLUG_LONG_DETECT		2
#define PP_STATUS			0xc7200
#define   PP_ON				BIT(31)
#define   PP_SEQUENCE_STATE_ON_IDLE	0x8
#define PP_CONTROL			0xc7204
#define   PANEL_POWER_ON		BIT(0)
#define PP_DIVISOR			0xc7210

/* ---- GMBUS, SBI ---- */

#define GMBUS0				0xc5100
#define   GMBUS_PIN			GENMASK(4, 0)
#define GMBUS1				0xc5104
#define   GMBUS_SW_CLR_INT		BIT(31)
#define   GMBUS_SW_RDY			BIT(30)
#define   GMBUS_CYCLE_STOP		BIT(27)
#define   GMBUS_CYCLE_INDEX		BIT(26)
#define   GMBUS_CYCLE_WAIT		BIT(25)
#define   GMBUS_BYTE_COUNT		GENMASK(24, 16)
#define   GMBUS_SLAVE_INDEX		GENMASK(15, 8)
#define   GMBUS_SLAVE_ADDR		GENMASK(7, 1)
#define   GMBUS_SLAVE_READ		BIT(0)
#define GMBUS2				0xc5108
#define   GMBUS_HW_WAIT_PHASE		BIT(14)
#define   GMBUS_HW_RDY			BIT(11)
#define   GMBUS_SATOER			BIT(10)
#define   GMBUS_ACTIVE			BIT(9)
#define GMBUS3				0xc510c
#define SBI_ADDR			0xc6000
#define   SBI_ADDR_VALUE		GENMASK(31, 16)
#define SBI_DATA			0xc6004
#define SBI_CTL_STAT			0xc6008
#define   SBI_CTL_DEST			BIT(16)
#define   SBI_CTL_OP_WRITE		BIT(8)
#define   SBI_STATUS			GENMASK(2, 0)	/* response, busy */

#endif
