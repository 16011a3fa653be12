// SPDX-License-Identifier: GPL-2.0-only
/*
 * The layout of context images.
 *
 * An image is a list of commands that the hardware runs, with all rights, to
 * restore a context. So a guest's image is never handed to it: the shadow's has
 * the layout of the host's own first image, and of the guest's only the words
 * that are values: of registers that a guest may set, and of pipeline state.
 *
 * What follows the end (MI_BATCH_BUFFER_END) is no command; the documents do not say
 * which unit reads it, so it stays what the hardware saved itself.
 *
 * Source: Skylake PRM vol. 3 (GPU overview), "Logical Ring Context Format".
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "audit/audit.h"
#include "audit/regs.h"
#include "device.h"
#include "log.h"
#include "lrc.h"

#define VGT_MI_NOOP		0x00
#define VGT_MI_BATCH_END	0x0a
#define VGT_MI_LRI		0x22

/* The values that the core looks for, by their registers within the engine's block. */
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
	struct vgt_lrc_layout *layout;
};

/* Is it one of those that the core looks for? */
static void vgt_layout_place(struct vgt_layout_walk *walk, u32 offset, u32 pos)
{
	u32 base = vgt_engines[walk->id].mmio_base;
	u32 i;

	for (i = 0; i < VGT_LRC_NUM_WORDS; i++)
		if (offset == base + vgt_lrc_places[i] && !walk->layout->word[i])
			walk->layout->word[i] = pos;
}

static bool vgt_layout_judged(const struct vgt_layout_walk *walk,
			      const struct vgt_cmd_reg *row, u32 val)
{
	return row->allowed ||
	       (row->flags & VGT_CR_MASKED && val >> 16 == 0xffff);
}

static void vgt_layout_lri(struct vgt_layout_walk *walk, u32 pos, u32 len)
{
	u32 i;

	for (i = pos + 1; i + 1 < pos + len; i += 2) {
		u32 offset = walk->image[i] & GENMASK(22, 2);
		const struct vgt_cmd_reg *row;

		if (offset < VGT_LRC_KEPT_END)
			set_bit(offset / 4, walk->layout->kept);
		clear_bit(i + 1, walk->layout->shape);
		if (pos < VGT_LRC_RING_WORDS)
			vgt_layout_place(walk, offset, i + 1);
		row = vgt_cmd_reg_find(walk->dev->gpu->desc.gen, walk->id, offset);
		if (!row || !(row->flags & VGT_CR_CONTEXT) ||
		    i < VGT_LRC_RING_WORDS)
			continue;
		set_bit(i + 1, walk->layout->guest);
		set_bit(i + 1, walk->layout->regs);
		if (row->flags & VGT_CR_SWITCH)
			set_bit(i + 1, walk->layout->switched);
		if (vgt_layout_judged(walk, row, walk->image[i + 1]))
			set_bit(i + 1, walk->layout->judged);
	}
}

/* Length of the command at @pos, its values marked; 0 where it makes no sense. */
static u32 vgt_layout_command(struct vgt_layout_walk *walk, u32 pos)
{
	u32 header = walk->image[pos];
	u32 opcode = header >> 23 & 0x3f;
	const struct vgt_cmd *cmd;
	u32 len;

	if (header >> 29 == VGT_CLIENT_MI) {
		set_bit(pos, walk->layout->shape);
		if (opcode < 0x10)
			return 1;
		len = (header & 0xff) + 2;
		if (pos + len > walk->words)
			return 0;
		bitmap_set(walk->layout->shape, pos, opcode == VGT_MI_LRI ? len : 1);
		if (opcode == VGT_MI_LRI && len % 2)
			vgt_layout_lri(walk, pos, len);
		return len;
	}
	cmd = vgt_cmd_find(walk->dev->gpu->desc.gen, walk->id, header);
	if (!cmd)
		return 0;
	len = vgt_cmd_len(cmd, header);
	if (!len || pos + len > walk->words)
		return 0;
	set_bit(pos, walk->layout->shape);
	/* Pipeline state: all but the header; nothing with a judgement to pass. */
	if (len > 1 && !cmd->check)
		bitmap_set(walk->layout->guest, pos + 1, len - 1);
	return len;
}

static bool vgt_layout_walk(struct vgt_layout_walk *walk)
{
	u32 pos = 0;
	u32 len;

	while (pos < walk->words) {
		u32 header = walk->image[pos];

		if (header >> 29 == VGT_CLIENT_MI &&
		    (header >> 23 & 0x3f) == VGT_MI_BATCH_END) {
			set_bit(pos, walk->layout->shape);
			return true;
		}
		len = vgt_layout_command(walk, pos);
		if (!len || pos + len > walk->words)
			return false;
		pos += len;
	}
	return true;
}

/**
 * vgt_lrc_layout_usable() - can an engine's contexts be run?
 * @layout: of the engine's images
 *
 * Return: false where the host's own image does not say where the ring and the page
 * tables are, or there is none.
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
	return true;
}

static void vgt_layout_tell(struct vgt_device *dev, enum vgt_engine_id id,
			    bool has_image)
{
	if (!has_image)
		vgt_dev_info(dev, "%s: no first context image of the host's: guests' contexts are refused\n",
			     vgt_engines[id].name);
	else if (!vgt_lrc_layout_usable(&dev->lrc[id]))
		vgt_dev_info(dev, "%s: the context image does not say where the ring is: guests' contexts are refused\n",
			     vgt_engines[id].name);
	else if (!dev->lrc[id].known)
		vgt_dev_info(dev, "%s: the context image has commands that are not known: guests' state behind them is not restored, and commands that set it are refused\n",
			     vgt_engines[id].name);
}

/**
 * vgt_lrc_layout_init() - learn an engine's layout from the host's image
 * @dev: the device
 * @id: the engine
 *
 * Past a command that is not known, the shadow keeps the host's words. Without an image
 * nothing is known of the engine's state: it runs nothing of a guest's.
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_lrc_layout_init(struct vgt_device *dev, enum vgt_engine_id id)
{
	struct vgt_lrc_layout *layout = &dev->lrc[id];
	struct vgt_layout_walk walk = {
		.dev = dev,
		.id = id,
		.image = dev->gpu->desc.golden[id],
		.words = (dev->gpu->desc.context_size[id] - 4096) / 4,
	};

	layout->guest = bitmap_zalloc(walk.words, GFP_KERNEL);
	layout->judged = bitmap_zalloc(walk.words, GFP_KERNEL);
	layout->shape = bitmap_zalloc(walk.words, GFP_KERNEL);
	layout->regs = bitmap_zalloc(walk.words, GFP_KERNEL);
	layout->switched = bitmap_zalloc(walk.words, GFP_KERNEL);
	layout->kept = bitmap_zalloc(VGT_LRC_KEPT_END / 4, GFP_KERNEL);
	if (!layout->guest || !layout->judged || !layout->shape || !layout->regs ||
	    !layout->switched || !layout->kept) {
		vgt_lrc_layout_fini(dev, id);
		return -ENOMEM;
	}
	layout->words = walk.words;
	walk.layout = layout;
	if (walk.image)
		layout->known = vgt_layout_walk(&walk);
	vgt_layout_tell(dev, id, walk.image);
	return 0;
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
	bitmap_free(dev->lrc[id].kept);
	memset(&dev->lrc[id], 0, sizeof(dev->lrc[id]));
}

/**
 * vgt_lrc_keeps() - does the hardware keep a register in the context image?
 * @dev: the device
 * @id: the engine
 * @offset: the register's, in BAR 0
 *
 * What the documents say of images may not hold for this GPU; the image does.
 *
 * Return: true where the host's own first image has it, before any command that is not
 * known; false also where there is no image to look at.
 */
bool vgt_lrc_keeps(const struct vgt_device *dev, enum vgt_engine_id id, u32 offset)
{
	const struct vgt_lrc_layout *layout = &dev->lrc[id];

	return layout->kept && offset < VGT_LRC_KEPT_END &&
	       test_bit(offset / 4, layout->kept);
}
