/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What vk-draw draws into, and with what.
 */
#ifndef TESTS_MESA_VK_FRAME_H
#define TESTS_MESA_VK_FRAME_H

#include "vk.h"

#define TARGETS_MAX	2

/** struct shader - its SPIR-V */
struct shader {
	const uint32_t *words;
	size_t size;
};

/**
 * struct look - how a pipeline draws; what is 0 is switched off
 * @depth: comparison, if @depth_tests
 * @stencil: of both sides; its reference, and its masks, are in it
 */
struct look {
	const struct shader *vertex;
	const struct shader *geometry;
	const struct shader *fragment;
	VkPrimitiveTopology topology;
	VkCullModeFlags cull;
	bool depth_tests;
	VkCompareOp depth;
	bool stencil_tests;
	VkStencilOpState stencil;
	VkPipelineColorBlendAttachmentState blend;
};

/** struct frame - what is drawn into: @target[0] is the picture */
struct frame {
	struct vk_image target[TARGETS_MAX];
	struct vk_image resolved;
	struct vk_image depth;
	uint32_t targets;
	VkSampleCountFlagBits samples;
};

/** frame_target() - an image of a picture's size */
struct vk_image frame_target(VkSampleCountFlagBits samples);

/** frame_begin() - begin to record, with a new frame of @n targets */
struct frame frame_begin(VkFormat depth, VkSampleCountFlagBits samples, uint32_t n);

/** frame_simple() - the same with one target of one sample, and depth */
struct frame frame_simple(void);

/** frame_draw() - draws come next; with @load the frame is cleared, or what was drawn stays */
void frame_draw(const struct frame *f, VkAttachmentLoadOp load);

/** frame_draw_new() - the same, and it is cleared */
void frame_draw_new(const struct frame *f);

/** frame_use() - draw with a new pipeline */
void frame_use(const struct frame *f, const struct look *look);

/** frame_read() - submit, and take the pixels of an image */
void frame_read(struct vk_image *image, void *picture);

/** frame_end() - end the draws, and do that with the frame's first target */
void frame_end(struct frame *f, void *picture);

#endif /* TESTS_MESA_VK_FRAME_H */
