// SPDX-License-Identifier: GPL-2.0-only
/*
 * The layout of context images.
 *
 * An image is a list of privileged commands that the hardware runs to restore a context.
 * So vgt never passes a guest's image to it. The shadow's image has the layout of the
 * host's own first image. From the guest's image it takes only values of registers that a
 * guest may set, and commands that set pipeline state, if they are the same commands with
 * the same length (lrc_state.c).
 *
 * The hardware saves other words that belong to the context, but that a guest may not set:
 * registers without a row, and commands that no table has. vgt keeps them (lrc_own.c).
 *
 * The words after the end (MI_BATCH_BUFFER_END) are not commands. The documents do not say
 * which unit reads them, so they stay as the hardware saved them.
 *
 * Source: Skylake PRM vol. 3 (GPU overview), "Logical Ring Context Format"; vol. 2a, 6 and
 * 7, "Command header" (lengths of unknown commands).
 */
#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/audit/audit.h"
#include "core/device.h"
#include "core/engine.h"
#include "core/log.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/index.h"
#include "core/regs/reg.h"
#include "lrc.h"
#include "lrc_image.h"

#define VGT_OP_URB_ATOMIC_ALLOC	0x09
#define VGT_OP_BATCH_END	0x0a
#define VGT_OP_TOPOLOGY_FILTER	0x0d
/* MI commands from here on have a length in the header. */
#define VGT_OP_LONG		0x10
#define VGT_OP_LRI		0x22

/* Pipelines of 3D and media commands, and some of their opcodes. */
#define VGT_3D_SINGLE		1
#define VGT_3D_MEDIA		2
#define VGT_3D_PIPELINE		3
#define VGT_3D_DRAWS		3
#define VGT_MEDIA_RUNS		1

/* Registers of the values that the core uses, as offsets in the engine's block. */
static const u32 vgt_lrc_places[VGT_LRC_NUM_WORDS] = {
	[VGT_LRC_CONTROL] = 0x244,
	[VGT_LRC_HEAD] = 0x034,
	[VGT_LRC_TAIL] = 0x030,
	[VGT_LRC_START] = 0x038,
	[VGT_LRC_CTL] = 0x03c,
	[VGT_LRC_PER_CTX] = 0x1c0,
	[VGT_LRC_INDIRECT] = 0x1c4,
	[VGT_LRC_INDIRECT_OFFSET] = 0x1c8,
	[VGT_LRC_TIMESTAMP] = 0x3a8,
	[VGT_LRC_PWR_CLK] = 0x0c8,
	[VGT_LRC_PDP + 0] = 0x270,
	[VGT_LRC_PDP + 1] = 0x274,
	[VGT_LRC_PDP + 2] = 0x278,
	[VGT_LRC_PDP + 3] = 0x27c,
	[VGT_LRC_PDP + 4] = 0x280,
	[VGT_LRC_PDP + 5] = 0x284,
	[VGT_LRC_PDP + 6] = 0x288,
	[VGT_LRC_PDP + 7] = 0x28c,
};

struct vgt_layout_walk {
	struct vgt_device *dev;
	enum vgt_engine_id id;
	const u32 *image;
	u32 words;
	u32 pos;
	u32 unknown;
	u32 first_unknown;
	bool after_own;
	struct vgt_lrc_layout *layout;
};

/* Mark words that the hardware saves, but that no guest may set. */
static void vgt_layout_own(struct vgt_layout_walk *walk, u32 pos, u32 len)
{
	bitmap_set(walk->layout->own, pos, len);
	walk->layout->nown += len;
}

/* Record the position if it is one of the values that the core uses. */
static void vgt_layout_place(struct vgt_layout_walk *walk, u32 offset, u32 pos)
{
	u32 base = vgt_engines[walk->id].mmio_base;
	u32 i;

	for (i = 0; i < VGT_LRC_NUM_WORDS; i++)
		if (offset == base + vgt_lrc_places[i] && !walk->layout->word[i])
			walk->layout->word[i] = pos;
}

static bool vgt_layout_judged(const struct vgt_layout_walk *walk,
			      const struct vgt_reg *row, u32 val)
{
	return row->allowed ||
	       (row->flags & VGT_REG_MASKED && FIELD_GET(VGT_MASKED_MASK, val) == 0xffff);
}

static void vgt_layout_lri(struct vgt_layout_walk *walk, u32 pos, u32 len)
{
	u32 i;

	for (i = pos + 1; i + 1 < pos + len; i += 2) {
		u32 offset = walk->image[i] & GENMASK(22, 2);
		const struct vgt_reg *row;

		if (offset < VGT_LRC_KEPT_END)
			set_bit(offset / 4, walk->layout->kept);
		clear_bit(i + 1, walk->layout->shape);
		if (pos < VGT_LRC_RING_WORDS)
			vgt_layout_place(walk, offset, i + 1);
		row = vgt_reg_of(walk->dev, walk->id, offset);
		if (row && row->flags & VGT_REG_SWITCH)
			set_bit(i + 1, walk->layout->switched);
		if (!row || !(row->flags & VGT_REG_CONTEXT)) {
			/* The port or the core sets the other words of the ring's part. */
			if (pos >= VGT_LRC_RING_WORDS)
				vgt_layout_own(walk, i + 1, 1);
			continue;
		}
		set_bit(i + 1, walk->layout->guest);
		set_bit(i + 1, walk->layout->regs);
		if (vgt_layout_judged(walk, row, walk->image[i + 1]))
			set_bit(i + 1, walk->layout->judged);
	}
}

/*
 * Return the length of a command that no table has, as documented for its kind; 0 if it is
 * not documented: the client does not exist on any engine.
 */
static u32 vgt_layout_any_len(enum vgt_engine_id id, u32 header)
{
	u32 pipeline = FIELD_GET(VGT_CMD_3D_PIPELINE, header);

	switch (FIELD_GET(VGT_CMD_CLIENT, header)) {
	case VGT_CLIENT_MI:
		if (FIELD_GET(VGT_CMD_MI_OPCODE, header) < VGT_OP_LONG)
			return 1;
		return FIELD_GET(VGT_CMD_LENGTH, header) + 2;
	case VGT_CLIENT_2D:
		return FIELD_GET(VGT_CMD_LENGTH, header) + 2;
	case VGT_CLIENT_3D:
		break;
	default:
		return 0;
	}
	if (pipeline == VGT_3D_SINGLE)
		return 1;
	if (pipeline == VGT_3D_MEDIA)
		return (header & (id == VGT_RCS ? 0xffff : 0xfff)) + 2;
	return FIELD_GET(VGT_CMD_LENGTH, header) + 2;
}

static bool vgt_layout_is_mi(u32 header, u32 opcode)
{
	return FIELD_GET(VGT_CMD_CLIENT, header) == VGT_CLIENT_MI &&
	       FIELD_GET(VGT_CMD_MI_OPCODE, header) == opcode;
}

/* Check whether a command draws or starts threads, with the current state. */
static bool vgt_layout_executes(u32 header)
{
	u32 pipeline = FIELD_GET(VGT_CMD_3D_PIPELINE, header);
	u32 opcode = FIELD_GET(VGT_CMD_3D_OPCODE, header);

	return (pipeline == VGT_3D_PIPELINE && opcode == VGT_3D_DRAWS) ||
	       (pipeline == VGT_3D_MEDIA && opcode == VGT_MEDIA_RUNS);
}

/**
 * vgt_lrc_is_state() - check whether a guest's image may have a command
 * @cmd: the command's row
 * @header: its header
 *
 * Return: true if it sets pipeline state of the context and its operands need no check: any
 * unprivileged batch may have it.
 */
bool vgt_lrc_is_state(const struct vgt_cmd *cmd, u32 header)
{
	u32 client = FIELD_GET(VGT_CMD_CLIENT, header);
	u32 opcode = FIELD_GET(VGT_CMD_MI_OPCODE, header);

	if (cmd->check || cmd->never)
		return false;
	if (client == VGT_CLIENT_MI)
		return opcode == VGT_OP_TOPOLOGY_FILTER ||
		       opcode == VGT_OP_URB_ATOMIC_ALLOC;
	return client == VGT_CLIENT_3D && !vgt_layout_executes(header);
}

static void vgt_layout_unknown(struct vgt_layout_walk *walk, u32 pos, u32 len)
{
	if (!walk->unknown++)
		walk->first_unknown = walk->image[pos];
	vgt_layout_own(walk, pos, len);
}

/*
 * Check whether a guest's image may have commands in place of a no-op. Not on video engines:
 * their tables do not separate commands that set state from those that decode. Not after a
 * command of the hardware's own: the hardware may save it longer, over these no-ops.
 */
static bool vgt_layout_gap(const struct vgt_layout_walk *walk, u32 pos)
{
	return walk->id == VGT_RCS && pos >= VGT_LRC_RING_WORDS && !walk->after_own;
}

/* Mark the @len words of the command at @pos. */
static void vgt_layout_mark(struct vgt_layout_walk *walk, const struct vgt_cmd *cmd,
			    u32 pos, u32 len)
{
	struct vgt_lrc_layout *layout = walk->layout;
	u32 header = walk->image[pos];

	if (header)
		walk->after_own = false;
	if (vgt_layout_is_mi(header, VGT_OP_LRI)) {
		bitmap_set(layout->shape, pos, len);
		if (len % 2)
			vgt_layout_lri(walk, pos, len);
	} else if (!cmd) {
		walk->after_own = true;
		vgt_layout_unknown(walk, pos, len);
	} else if (vgt_lrc_is_state(cmd, header)) {
		bitmap_set(layout->guest, pos, len);
		set_bit(pos, layout->states);
	} else if (FIELD_GET(VGT_CMD_CLIENT, header) == VGT_CLIENT_3D) {
		walk->after_own = true;
		vgt_layout_own(walk, pos, len);
	} else if (!header && vgt_layout_gap(walk, pos)) {
		set_bit(pos, layout->guest);
		set_bit(pos, layout->gaps);
	} else {
		set_bit(pos, layout->shape);
	}
}

/* Parse the image. Return false if it has an invalid or a truncated command. */
static bool vgt_layout_walk(struct vgt_layout_walk *walk)
{
	u8 gen = walk->dev->gpu->desc.platform->gen;
	u32 len;

	for (walk->pos = 0; walk->pos < walk->words; walk->pos += len) {
		u32 header = walk->image[walk->pos];
		const struct vgt_cmd *cmd = vgt_cmd_find(gen, walk->id, header);

		if (vgt_layout_is_mi(header, VGT_OP_BATCH_END)) {
			set_bit(walk->pos, walk->layout->shape);
			return true;
		}
		len = cmd ? vgt_cmd_len(cmd, header) : 0;
		if (!len) {
			cmd = NULL;
			len = vgt_layout_any_len(walk->id, header);
		}
		if (!len || len > walk->words - walk->pos)
			return false;
		vgt_layout_mark(walk, cmd, walk->pos, len);
	}
	return true;
}

/**
 * vgt_lrc_layout_usable() - check whether an engine's contexts can run
 * @layout: the layout of the engine's images
 *
 * Return: false if there is no image of the host's, if it cannot be parsed to its end, or if
 * it has no values for the ring and the page tables.
 */
bool vgt_lrc_layout_usable(const struct vgt_lrc_layout *layout)
{
	static const u8 needed[] = {
		VGT_LRC_CONTROL, VGT_LRC_HEAD, VGT_LRC_TAIL, VGT_LRC_START, VGT_LRC_CTL,
		VGT_LRC_PDP, VGT_LRC_PDP + 1,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(needed); i++)
		if (!layout->word[needed[i]])
			return false;
	return layout->known;
}

static void vgt_layout_tell(const struct vgt_layout_walk *walk)
{
	struct vgt_device *dev = walk->dev;
	const char *name = vgt_engines[walk->id].name;

	if (!walk->image)
		vgt_dev_info(dev, "%s: no first context image of the host's: guests' contexts are refused\n",
			     name);
	else if (!walk->layout->known)
		vgt_dev_err(dev, "%s: word %#x of the context image, %#x, is no command that fits: the GPU cannot be shared\n",
			    name, walk->pos, walk->image[walk->pos]);
	else if (!vgt_lrc_layout_usable(walk->layout))
		vgt_dev_err(dev, "%s: the context image does not say where the ring is: the GPU cannot be shared\n",
			    name);
	else if (walk->unknown)
		vgt_dev_info(dev, "%s: the context image has commands that are not known (%u, the first %#x): guests' contexts start with the host's\n",
			     name, walk->unknown, walk->first_unknown);
}

static int vgt_layout_alloc(struct vgt_lrc_layout *layout, u32 words)
{
	layout->guest = bitmap_zalloc(words, GFP_KERNEL);
	layout->judged = bitmap_zalloc(words, GFP_KERNEL);
	layout->shape = bitmap_zalloc(words, GFP_KERNEL);
	layout->regs = bitmap_zalloc(words, GFP_KERNEL);
	layout->switched = bitmap_zalloc(words, GFP_KERNEL);
	layout->states = bitmap_zalloc(words, GFP_KERNEL);
	layout->gaps = bitmap_zalloc(words, GFP_KERNEL);
	layout->own = bitmap_zalloc(words, GFP_KERNEL);
	layout->kept = bitmap_zalloc(VGT_LRC_KEPT_END / 4, GFP_KERNEL);
	if (!layout->guest || !layout->judged || !layout->shape || !layout->regs ||
	    !layout->switched || !layout->states || !layout->gaps || !layout->own ||
	    !layout->kept)
		return -ENOMEM;
	layout->words = words;
	return 0;
}

/**
 * vgt_lrc_layout_init() - learn an engine's layout from the host's image, once
 * @dev: the device
 * @id: the engine
 *
 * Unknown commands are skipped by the length that is documented for their kind. If there is
 * no image, the layout is not usable: the engine runs no guest's context.
 *
 * Return: 0; -ENOMEM; -ENODEV if the image is too large, has a word that ends the walk, or has no
 * ring. vgt_lrc_layout_fini() frees what a failure leaves.
 */
int vgt_lrc_layout_init(struct vgt_device *dev, enum vgt_engine_id id)
{
	struct vgt_lrc_layout *layout = &dev->lrc[id];
	struct vgt_layout_walk walk = {
		.dev = dev,
		.id = id,
		.image = dev->gpu->desc.golden[id],
		.words = (dev->gpu->desc.context_size[id] - 4096) / 4,
		.layout = layout,
	};
	int ret;

	if (layout->words)
		return 0;
	if (walk.words > VGT_LRC_PAGES_MAX * VGT_LRC_PAGE_WORDS)
		return -ENODEV;
	ret = vgt_layout_alloc(layout, walk.words);
	if (ret)
		return ret;
	if (walk.image)
		layout->known = vgt_layout_walk(&walk);
	vgt_layout_tell(&walk);
	return !walk.image || vgt_lrc_layout_usable(layout) ? 0 : -ENODEV;
}

/**
 * vgt_lrc_layout_fini() - free a layout
 * @dev: the device
 * @id: the engine
 */
void vgt_lrc_layout_fini(struct vgt_device *dev, enum vgt_engine_id id)
{
	bitmap_free(dev->lrc[id].guest);
	bitmap_free(dev->lrc[id].judged);
	bitmap_free(dev->lrc[id].shape);
	bitmap_free(dev->lrc[id].regs);
	bitmap_free(dev->lrc[id].switched);
	bitmap_free(dev->lrc[id].own);
	bitmap_free(dev->lrc[id].states);
	bitmap_free(dev->lrc[id].gaps);
	bitmap_free(dev->lrc[id].kept);
	memset(&dev->lrc[id], 0, sizeof(dev->lrc[id]));
}

/* Get the value of a context's register in the host's first context of an engine. */
static bool vgt_lrc_value_of(const struct vgt_device *dev, enum vgt_engine_id id, u32 offset,
			     u32 *val)
{
	const struct vgt_lrc_layout *layout = &dev->lrc[id];
	const u32 *golden = dev->gpu->desc.golden[id];
	const struct vgt_reg *row;
	u32 i;

	row = vgt_reg_of(dev, id, offset);
	if (!row || !(row->flags & VGT_REG_CONTEXT) || row->flags & VGT_REG_SWITCH)
		return false;
	for_each_set_bit(i, layout->regs, layout->words) {
		if ((golden[i - 1] & GENMASK(22, 2)) != offset)
			continue;
		*val = row->flags & VGT_REG_MASKED ? golden[i] & 0xffff : golden[i];
		return true;
	}
	return false;
}

/**
 * vgt_lrc_first_value() - get the value of a context's register in a new context
 * @dev: the device
 * @offset: the register's offset in BAR 0
 * @val: set to the value, without a write mask
 *
 * Return: false if contexts do not have the register.
 */
bool vgt_lrc_first_value(const struct vgt_device *dev, u32 offset, u32 *val)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgt_lrc_keeps(dev, id, offset) && vgt_lrc_value_of(dev, id, offset, val))
			return true;
	return false;
}
