/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Vulkan 1.3 for the programs here. What they make lives until they end.
 */
#ifndef TESTS_MESA_VK_H
#define TESTS_MESA_VK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vulkan/vulkan.h>

/* Bindings of the one layout that all pipelines have. */
enum vk_binding {
	VK_AT_BUFFER,		/* storage buffer */
	VK_AT_OTHER,		/* another one */
	VK_AT_UNIFORM,		/* uniform buffer */
	VK_AT_TEXTURE,		/* image with sampler */
	VK_AT_STORE,		/* storage image */
	VK_AT_COUNT
};

#define VK_PUSH_BYTES	64

/**
 * struct vk - the device, and what is recorded
 * @cmd: the commands that vk_submit() sends
 * @set: descriptors, by &enum vk_binding
 * @conditional: the device can draw under a condition
 */
struct vk {
	VkDevice device;
	VkQueue queue;
	VkCommandPool pool;
	VkCommandBuffer cmd;
	VkDescriptorPool descriptors;
	VkDescriptorSetLayout set_layout;
	VkDescriptorSet set;
	VkPipelineLayout layout;
	bool conditional;
	char name[256];
};

extern struct vk vk;

/** struct vk_buffer - memory that the processor sees at @map */
struct vk_buffer {
	VkBuffer buffer;
	VkDeviceSize size;
	void *map;
};

/** struct vk_image - an image of one layer, in the layout that the last vk_layout() gave it */
struct vk_image {
	VkImage image;
	VkImageView view;
	VkFormat format;
	VkImageAspectFlags aspects;
	VkImageLayout layout;
	uint32_t width;
	uint32_t height;
	uint32_t levels;
	VkSampleCountFlagBits samples;
};

/** vk_check() - end the program if a call failed; @what names it */
void vk_check(VkResult result, const char *what);

/** vk_open() - take the first device that there is */
void vk_open(void);

/** vk_begin() - record commands; no descriptor is bound yet */
void vk_begin(void);

/** vk_submit() - send what was recorded, and wait until it is done */
void vk_submit(void);

/** vk_make_buffer() - for all uses, filled with 0 */
struct vk_buffer vk_make_buffer(VkDeviceSize size);

/** vk_make_image() - an image with a view of all of it */
struct vk_image vk_make_image(VkFormat format, uint32_t width, uint32_t height, uint32_t levels,
			      VkSampleCountFlagBits samples, VkImageUsageFlags usage);

/** vk_barrier() - what was recorded is done, and seen by all that comes */
void vk_barrier(void);

/** vk_layout() - the same, and the image gets a layout */
void vk_layout(struct vk_image *image, VkImageLayout layout);

/** vk_bind_buffer() - a buffer becomes a descriptor */
void vk_bind_buffer(enum vk_binding at, const struct vk_buffer *buffer);

/** vk_bind_image() - an image becomes a descriptor, in its layout of this moment */
void vk_bind_image(enum vk_binding at, const struct vk_image *image, VkSampler sampler);

/** vk_push() - set the first push constants of all stages */
void vk_push(const void *data, uint32_t size);

/** vk_module() - a shader from its SPIR-V */
VkShaderModule vk_module(const uint32_t *words, size_t size);

/** vk_use_compute() - bind a new compute pipeline, with the descriptors */
void vk_use_compute(const uint32_t *words, size_t size);

#endif /* TESTS_MESA_VK_H */
