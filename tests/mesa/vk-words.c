// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cases of vk-draw whose result is words: compute shaders, copies.
 */
#include <string.h>

#include "fail.h"
#include "picture.h"
#include "vk-draw.h"
#include "vk.h"

#include "address.comp.h"
#include "atomic.comp.h"
#include "fetch.comp.h"
#include "group.comp.h"
#include "shared.comp.h"
#include "work.comp.h"

#define WORDS		4096
#define BYTES		(WORDS * 4)
#define USE(shader)	vk_use_compute(shader, sizeof(shader))

static struct vk_buffer make_words(void)
{
	struct vk_buffer buffer = vk_make_buffer(BYTES);
	uint32_t *word = buffer.map, i;

	for (i = 0; i < WORDS; i++)
		word[i] = i * 2654435761u ^ i >> 3;
	return buffer;
}

/* The result is also known without another driver. */
static void make_work(void *picture)
{
	struct vk_buffer buffer = make_words(), before = make_words();
	const uint32_t add = 12345, *out = buffer.map, *in = before.map;
	int i;

	vk_begin();
	vk_bind_buffer(VK_AT_BUFFER, &buffer);
	USE(work_comp);
	vk_push(&add, sizeof(add));
	vkCmdDispatch(vk.cmd, WORDS / 32, 1, 1);
	vk_submit();
	for (i = 0; i < WORDS; i++)
		if (out[i] != in[i] * 3 + add)
			fail("word %d is 0x%x, not 0x%x", i, out[i], in[i] * 3 + add);
	memcpy(picture, out, BYTES);
}

static void make_by(const uint32_t *shader, size_t size, void *picture)
{
	struct vk_buffer from = make_words(), to = vk_make_buffer(BYTES);

	vk_begin();
	vk_bind_buffer(VK_AT_BUFFER, &from);
	vk_bind_buffer(VK_AT_OTHER, &to);
	vk_use_compute(shader, size);
	vkCmdDispatch(vk.cmd, WORDS / 64, 1, 1);
	vk_submit();
	memcpy(picture, to.map, BYTES);
}

static void make_shared(void *picture)
{
	make_by(shared_comp, sizeof(shared_comp), picture);
}

static void make_group(void *picture)
{
	make_by(group_comp, sizeof(group_comp), picture);
}

/* How many groups there are, a shader computes before. */
static void make_indirect(void *picture)
{
	struct vk_buffer buffer = vk_make_buffer(BYTES), size = vk_make_buffer(32 * 4);
	VkDispatchIndirectCommand *groups = size.map;
	const uint32_t add = 1;

	memset((uint8_t *)buffer.map + 72 * 4, 0xff, 8 * 4);
	groups->x = 2;
	groups->y = 1;
	vk_begin();
	vk_bind_buffer(VK_AT_BUFFER, &size);
	USE(work_comp);
	vk_push(&add, sizeof(add));
	vkCmdDispatch(vk.cmd, 1, 1, 1);
	vk_submit();
	vk_begin();
	vk_bind_buffer(VK_AT_BUFFER, &buffer);
	USE(atomic_comp);
	vkCmdDispatchIndirect(vk.cmd, size.buffer, 0);
	vk_submit();
	memcpy(picture, buffer.map, BYTES);
	memcpy((uint8_t *)picture + BYTES, size.map, size.size);
}

static VkDeviceAddress address_of(const struct vk_buffer *buffer)
{
	const VkBufferDeviceAddressInfo which = {
		.sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO,
		.buffer = buffer->buffer,
	};

	return vkGetBufferDeviceAddress(vk.device, &which);
}

static void make_address(void *picture)
{
	struct vk_buffer from = make_words(), to = vk_make_buffer(2 * BYTES);
	const VkDeviceAddress both[] = { address_of(&from), address_of(&to) };

	vk_begin();
	USE(address_comp);
	vk_push(both, sizeof(both));
	vkCmdDispatch(vk.cmd, WORDS / 32, 1, 1);
	vk_submit();
	memcpy(picture, to.map, 2 * BYTES);
	memcpy((uint8_t *)picture + 2 * BYTES, from.map, BYTES);
}

static void make_copies(void *picture)
{
	struct vk_buffer from = make_words(), to = vk_make_buffer(BYTES);
	const VkBufferCopy pieces[] = { { 0, 1024, 4096 }, { 4100, 8, 900 }, { 77, 6001, 999 } };
	static uint8_t update[256];
	size_t i;

	for (i = 0; i < sizeof(update); i++)
		update[i] = (uint8_t)(i * 7);
	vk_begin();
	vkCmdFillBuffer(vk.cmd, to.buffer, 0, VK_WHOLE_SIZE, 0x12345678);
	vk_barrier();
	vkCmdCopyBuffer(vk.cmd, from.buffer, to.buffer, 3, pieces);
	vkCmdUpdateBuffer(vk.cmd, to.buffer, 8192, sizeof(update), update);
	vkCmdFillBuffer(vk.cmd, to.buffer, 12288, 256, 0xfedcba98);
	vk_submit();
	memcpy(picture, to.map, BYTES);
}

/* An image from a buffer, level by level, and back; parts of it into another image. */
static void make_image_copies(void *picture)
{
	const VkImageUsageFlags usage = VK_IMAGE_USAGE_TRANSFER_SRC_BIT |
					VK_IMAGE_USAGE_TRANSFER_DST_BIT;
	struct vk_buffer from = make_words(), to = vk_make_buffer(BYTES);
	struct vk_image one = vk_make_image(VK_FORMAT_R16G16_UINT, 48, 40, 2, 1, usage);
	struct vk_image other = vk_make_image(VK_FORMAT_R32_UINT, 50, 30, 1, 1, usage);
	const VkBufferImageCopy levels[] = {
		{ .imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		  .imageExtent = { 48, 40, 1 } },
		{ .bufferOffset = 8192, .bufferRowLength = 32,
		  .imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 1, 0, 1 },
		  .imageExtent = { 24, 20, 1 } },
	};
	const VkImageCopy part = {
		.srcSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.srcOffset = { 5, 3, 0 },
		.dstSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.dstOffset = { 11, 2, 0 },
		.extent = { 37, 27, 1 },
	};
	const VkBufferImageCopy back = {
		.imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.imageExtent = { 50, 30, 1 },
	};
	const VkBufferImageCopy small = {
		.bufferOffset = 8192,
		.imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 1, 0, 1 },
		.imageExtent = { 24, 20, 1 },
	};
	const VkClearColorValue colour = { .uint32 = { 0xdeadbeef } };
	const VkImageSubresourceRange all = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1 };

	vk_begin();
	vk_layout(&one, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL);
	vkCmdCopyBufferToImage(vk.cmd, from.buffer, one.image, one.layout, 2, levels);
	vk_layout(&one, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL);
	vk_layout(&other, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL);
	vkCmdClearColorImage(vk.cmd, other.image, other.layout, &colour, 1, &all);
	vk_barrier();
	vkCmdCopyImage(vk.cmd, one.image, one.layout, other.image, other.layout, 1, &part);
	vk_layout(&other, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL);
	vkCmdCopyImageToBuffer(vk.cmd, other.image, other.layout, to.buffer, 1, &back);
	vkCmdCopyImageToBuffer(vk.cmd, one.image, one.layout, to.buffer, 1, &small);
	vk_submit();
	memcpy(picture, to.map, BYTES);
}

static VkSampler nearest_sampler(void)
{
	const VkSamplerCreateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO,
		.maxLod = 16,
	};
	VkSampler sampler;

	vk_check(vkCreateSampler(vk.device, &wanted, NULL, &sampler), "a sampler");
	return sampler;
}

static void fill_levels(const struct vk_image *image, const struct vk_buffer *from)
{
	VkBufferImageCopy level = {
		.imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.imageExtent = { 64, 64, 1 },
	};
	uint32_t i;

	for (i = 0; i < image->levels; i++) {
		level.bufferOffset = 16 * i;
		level.imageSubresource.mipLevel = i;
		level.imageExtent.width = 64 >> i;
		level.imageExtent.height = 64 >> i;
		vkCmdCopyBufferToImage(vk.cmd, from->buffer, image->image, image->layout, 1,
				       &level);
	}
}

/* Texels of four levels, atomics on an image. */
static void make_fetch(void *picture)
{
	struct vk_buffer from = make_words(), to = vk_make_buffer(BYTES);
	struct vk_buffer sums = vk_make_buffer(16 * 16 * 4);
	struct vk_image image, store;
	const VkBufferImageCopy all = {
		.imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.imageExtent = { 16, 16, 1 },
	};

	image = vk_make_image(VK_FORMAT_R8G8B8A8_UNORM, 64, 64, 4, 1,
			      VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT);
	store = vk_make_image(VK_FORMAT_R32_UINT, 16, 16, 1, 1,
			      VK_IMAGE_USAGE_STORAGE_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT |
			      VK_IMAGE_USAGE_TRANSFER_SRC_BIT);
	vk_begin();
	vk_layout(&image, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL);
	fill_levels(&image, &from);
	vk_layout(&image, VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL);
	vk_layout(&store, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL);
	vkCmdCopyBufferToImage(vk.cmd, from.buffer, store.image, store.layout, 1, &all);
	vk_layout(&store, VK_IMAGE_LAYOUT_GENERAL);
	vk_bind_buffer(VK_AT_BUFFER, &to);
	vk_bind_image(VK_AT_TEXTURE, &image, nearest_sampler());
	vk_bind_image(VK_AT_STORE, &store, NULL);
	USE(fetch_comp);
	vkCmdDispatch(vk.cmd, WORDS / 2 / 16, 1, 1);
	vk_layout(&store, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL);
	vkCmdCopyImageToBuffer(vk.cmd, store.image, store.layout, sums.buffer, 1, &all);
	vk_submit();
	memcpy(picture, to.map, BYTES);
	memcpy((uint8_t *)picture + BYTES, sums.map, sums.size);
}

/* Of the times only their order is compared. */
static void make_times(void *picture)
{
	const VkQueryPoolCreateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
		.queryType = VK_QUERY_TYPE_TIMESTAMP,
		.queryCount = 2,
	};
	struct vk_buffer buffer = make_words();
	const uint32_t add = 1;
	uint64_t times[2];
	uint32_t *order = picture;
	VkQueryPool pool;

	vk_check(vkCreateQueryPool(vk.device, &wanted, NULL, &pool), "queries");
	vk_begin();
	vkCmdResetQueryPool(vk.cmd, pool, 0, 2);
	vkCmdWriteTimestamp2(vk.cmd, VK_PIPELINE_STAGE_2_TOP_OF_PIPE_BIT, pool, 0);
	vk_bind_buffer(VK_AT_BUFFER, &buffer);
	USE(work_comp);
	vk_push(&add, sizeof(add));
	vkCmdDispatch(vk.cmd, WORDS / 32, 1, 1);
	vkCmdWriteTimestamp2(vk.cmd, VK_PIPELINE_STAGE_2_BOTTOM_OF_PIPE_BIT, pool, 1);
	vk_submit();
	vk_check(vkGetQueryPoolResults(vk.device, pool, 0, 2, sizeof(times), times, 8,
				       VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT),
		 "times");
	order[0] = times[0] != 0;
	order[1] = times[1] >= times[0];
}

const struct vk_work word_works[] = {
	{ "compute", .make = make_work, .words = 1 },
	{ "shared memory", .make = make_shared, .words = 1 },
	{ "subgroups", .make = make_group, .words = 1 },
	{ "atomics, indirect dispatch", .make = make_indirect, .words = 1 },
	{ "addresses of buffers, 64 bits", .make = make_address, .words = 1 },
	{ "copies of buffers", .make = make_copies, .words = 1 },
	{ "copies of images", .make = make_image_copies, .words = 1 },
	{ "texels of levels, atomics on an image", .make = make_fetch, .words = 1 },
	{ "times", .make = make_times, .words = 1 },
};

const size_t word_works_count = ARRAY_SIZE(word_works);
