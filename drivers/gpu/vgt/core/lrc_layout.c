// SPDX-License-Identifier: GPL-2.0-only
/*
 * The layout of context images.
 *
 * An image is a list of commands that the hardware runs, with all rights, to
 * restore a context. So a guest's image is never handed to it: the shadow's has
 * the layout of the host's own first image, and of the guest's only the words
 * that are values: of registers that a guest may set, and of pipeline state.
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

struct vgt_layout_walk {
	struct vgt_device *dev;
	enum vgt_engine_id id;
	const u32 *image;
	u32 words;
	struct vgt_lrc_layout *layout;
};

static void vgt_layout_lri(struct vgt_layout_walk *walk, u32 pos, u32 len)
{
	u32 i;

	for (i = pos + 1; i + 1 < pos + len; i += 2) {
		u32 offset = walk->image[i] & GENMASK(22, 2);
		const struct vgt_cmd_reg *row;

		if (offset < VGT_LRC_KEPT_END)
			set_bit(offset / 4, walk->layout->kept);
		row = vgt_cmd_reg_find(walk->dev->gpu->desc.gen, walk->id, offset);
		if (!row || !(row->flags & VGT_CR_CONTEXT) ||
		    i < VGT_LRC_RING_WORDS)
			continue;
		set_bit(i + 1, walk->layout->guest);
		set_bit(i + 1, walk->layout->regs);
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
		if (opcode < 0x10)
			return 1;
		len = (header & 0xff) + 2;
		if (opcode == VGT_MI_LRI && len % 2 && pos + len <= walk->words)
			vgt_layout_lri(walk, pos, len);
		return len;
	}
	cmd = vgt_cmd_find(walk->dev->gpu->desc.gen, walk->id, header);
	if (!cmd)
		return 0;
	len = vgt_cmd_len(cmd, header);
	/* Pipeline state: all but the header; nothing with a judgement to pass. */
	if (len > 1 && !cmd->check && pos + len <= walk->words)
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
			/* What follows is never run: data. */
			bitmap_set(walk->layout->guest, pos + 1, walk->words - pos - 1);
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
 * vgt_lrc_layout_init() - learn an engine's layout from the host's image
 * @dev: the device
 * @id: the engine
 *
 * Past a command that is not known, the shadow keeps the host's words.
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
	layout->regs = bitmap_zalloc(walk.words, GFP_KERNEL);
	layout->kept = bitmap_zalloc(VGT_LRC_KEPT_END / 4, GFP_KERNEL);
	if (!layout->guest || !layout->regs || !layout->kept) {
		vgt_lrc_layout_fini(dev, id);
		return -ENOMEM;
	}
	layout->words = walk.words;
	walk.layout = layout;
	layout->known = walk.image && vgt_layout_walk(&walk);
	if (!walk.image)
		vgt_dev_info(dev, "%s: no first context image of the host's: guests' engine state is not restored\n",
			     vgt_engines[id].name);
	else if (!layout->known)
		vgt_dev_info(dev, "%s: the context image has commands that are not known: guests' state behind them is not restored\n",
			     vgt_engines[id].name);
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
	bitmap_free(dev->lrc[id].regs);
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
 * Return: false where it surely does not.
 */
bool vgt_lrc_keeps(const struct vgt_device *dev, enum vgt_engine_id id, u32 offset)
{
	const struct vgt_lrc_layout *layout = &dev->lrc[id];

	if (!layout->known)
		return true;
	return offset < VGT_LRC_KEPT_END && test_bit(offset / 4, layout->kept);
}
