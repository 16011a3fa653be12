// SPDX-License-Identifier: GPL-2.0-only
/*
 * VBT (video BIOS table): how a machine's ports are wired, which a driver cannot find out by
 * itself. It has a header, then the BDB: blocks of an id, a size, and data.
 *
 * vgt's VBT lists the ports that a monitor can be plugged into (vgt_monitor_port()). Each port is
 * for DisplayPort or HDMI, depending on the monitor. HDMI uses an adaptor (dual_mode.c).
 *
 * Source of the layout, and of the fields of each version: i915's intel_vbt_defs.h.
 */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "opregion.h"

#define VGT_VBT_VERSION		155
/*
 * Old on purpose: children have 33 bytes, and lack the later fields in which 0 means a limit.
 * According to i915's gvt, Windows' driver expects this version.
 */
#define VGT_BDB_VERSION		186

#define VGT_BDB_FEATURES	1
#define VGT_BDB_DEFINITIONS	2
#define VGT_BDB_DRIVER		12

/* Bits of a child device's type. */
#define VGT_CHILD_POWER_DOWN	BIT(14)
#define VGT_CHILD_HOT_PLUG	BIT(13)
#define VGT_CHILD_HDCP		BIT(7)
#define VGT_CHILD_FAST		BIT(6)
#define VGT_CHILD_TMDS		BIT(4)
#define VGT_CHILD_DP		BIT(2)
#define VGT_CHILD_DIGITAL	BIT(1)
#define VGT_CHILD_TYPE		(VGT_CHILD_POWER_DOWN | VGT_CHILD_HOT_PLUG | \
				 VGT_CHILD_HDCP | VGT_CHILD_FAST | VGT_CHILD_TMDS | \
				 VGT_CHILD_DP | VGT_CHILD_DIGITAL)

#define VGT_CHILD_HDMI_SUPPORT	BIT(0)
#define VGT_CHILD_DP_SUPPORT	BIT(1)
#define VGT_CHILD_TMDS_SUPPORT	BIT(2)
#define VGT_CHILD_INTEGRATED	BIT(5)

/**
 * struct vgt_vbt_port - a port in the VBT
 * @handle: handle of the child device
 * @dvo_port: number of the port for DisplayPort
 * @aux: its AUX channel
 * @ddc_pin: its GMBUS pins
 * @ddc_pin_cnp: its GMBUS pins on the CNP and later chipsets, numbered in order
 */
struct vgt_vbt_port {
	u16 handle;
	u8 dvo_port;
	u8 aux;
	u8 ddc_pin;
	u8 ddc_pin_cnp;
};

static const struct vgt_vbt_port vgt_vbt_ports[] = {
	{ .handle = 0x04, .dvo_port = 7, .aux = 0x10, .ddc_pin = 5, .ddc_pin_cnp = 1 },	/* B */
	{ .handle = 0x40, .dvo_port = 8, .aux = 0x20, .ddc_pin = 4, .ddc_pin_cnp = 2 },	/* C */
	{ .handle = 0x20, .dvo_port = 9, .aux = 0x30, .ddc_pin = 6, .ddc_pin_cnp = 3 },	/* D */
};

struct vgt_vbt_header {
	u8 signature[20];
	u16 version;
	u16 header_size;
	u16 size;
	u8 checksum;	/* the sum of all bytes is 0 */
	u8 reserved;
	u32 bdb_offset;
	u32 add_ins[4];
} __packed;

struct vgt_bdb_header {
	u8 signature[16];
	u16 version;
	u16 header_size;
	u16 size;	/* includes this header */
} __packed;

struct vgt_bdb_block {
	u8 id;
	u16 size;	/* excludes this header */
} __packed;

struct vgt_vbt_child {
	u16 handle;
	u16 type;
	u8 reserved0[12];
	u8 dvo_port;
	u8 reserved1[2];
	u8 ddc_pin;
	u8 reserved2[4];
	u8 support;
	u8 aux;
	u8 reserved3;
	u8 flags;
	u8 reserved4[5];
} __packed;

/* Blocks: no analog port or TV, the child devices, no panel. A field of 0 means "none". */
struct vgt_vbt {
	struct vgt_vbt_header header;
	struct vgt_bdb_header bdb;
	struct vgt_bdb_block features;
	u8 features_data[5];
	struct vgt_bdb_block definitions;
	u8 definitions_data[4];
	u8 child_size;
	struct vgt_vbt_child children[ARRAY_SIZE(vgt_vbt_ports)];
	struct vgt_bdb_block driver;
	u8 driver_data[19];
} __packed;

static const struct vgt_vbt vgt_vbt_template = {
	.header = {
		.signature = "$VBT VGT",
		.version = VGT_VBT_VERSION,
		.header_size = sizeof(struct vgt_vbt_header),
		.size = sizeof(struct vgt_vbt),
		.bdb_offset = offsetof(struct vgt_vbt, bdb),
	},
	.bdb = {
		.signature = "BIOS_DATA_BLOCK",
		.version = VGT_BDB_VERSION,
		.header_size = sizeof(struct vgt_bdb_header),
		.size = sizeof(struct vgt_vbt) - offsetof(struct vgt_vbt, bdb),
	},
	.features = {
		.id = VGT_BDB_FEATURES,
		.size = offsetof(struct vgt_vbt, definitions) -
			offsetof(struct vgt_vbt, features_data),
	},
	.definitions = {
		.id = VGT_BDB_DEFINITIONS,
		.size = offsetof(struct vgt_vbt, driver) -
			offsetof(struct vgt_vbt, definitions_data),
	},
	.child_size = sizeof(struct vgt_vbt_child),
	.driver = {
		.id = VGT_BDB_DRIVER,
		.size = sizeof(struct vgt_vbt) - offsetof(struct vgt_vbt, driver_data),
	},
};

static void vgt_vbt_child(struct vgt_vbt_child *child, const struct vgt_vbt_port *port,
			  bool cnp)
{
	child->handle = port->handle;
	child->type = VGT_CHILD_TYPE;
	child->dvo_port = port->dvo_port;
	child->ddc_pin = cnp ? port->ddc_pin_cnp : port->ddc_pin;
	child->support = VGT_CHILD_HDMI_SUPPORT | VGT_CHILD_DP_SUPPORT |
			 VGT_CHILD_TMDS_SUPPORT;
	child->aux = port->aux;
	child->flags = VGT_CHILD_INTEGRATED;
}

static u8 vgt_vbt_sum(const void *data, u32 size)
{
	const u8 *bytes = data;
	u8 sum = 0;

	while (size--)
		sum += *bytes++;
	return sum;
}

/**
 * vgt_vbt_build() - fill in the VBT of a device's vGPUs
 * @to: filled; has the size of an OpRegion after %VGT_OPREGION_VBT
 * @cnp: GMBUS pins have the numbers of the CNP and later chipsets
 */
void vgt_vbt_build(void *to, bool cnp)
{
	struct vgt_vbt *vbt = to;
	u32 i;

	BUILD_BUG_ON(sizeof(struct vgt_vbt_child) != 33);
	BUILD_BUG_ON(sizeof(*vbt) > VGT_OPREGION_SIZE - VGT_OPREGION_VBT);

	*vbt = vgt_vbt_template;
	for (i = 0; i < ARRAY_SIZE(vgt_vbt_ports); i++)
		vgt_vbt_child(&vbt->children[i], &vgt_vbt_ports[i], cnp);
	vbt->header.checksum = -vgt_vbt_sum(vbt, sizeof(*vbt));
}
