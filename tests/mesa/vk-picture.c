// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cases of vk-draw whose result is a picture.
 */
#include <string.h>

#include "body.h"
#include "fail.h"
#include "picture.h"
#include "vk-draw.h"
#include "vk-frame.h"
#include "vk.h"

#include "count.frag.h"
#include "crown.geom.h"
#include "plain.frag.h"
#include "solid.vert.h"
#include "store.comp.h"
#include "targets.frag.h"
#include "texture.frag.h"
#include "uniform.vert.h"

#define SHADER(name)	{ name, sizeof(name) }

static const struct shader solid = SHADER(solid_vert), uniform = SHADER(uniform_vert);
static const struct shader plain = SHADER(plain_frag), textured = SHADER(texture_frag);
static const struct shader targets = SHADER(targets_frag), count = SHADER(count_frag);
static const struct shader crown = SHADER(crown_geom);

static void use_vertices(const float *data, uint32_t n)
{
	struct vk_buffer buffer = vk_make_buffer((VkDeviceSize)n * 32);
	const VkDeviceSize begin = 0;

	memcpy(buffer.map, data, n * 32);
	vkCmdBindVertexBuffers(vk.cmd, 0, 1, &buffer.buffer, &begin);
}

static void draw_triangle(void)
{
	vk_push(body_same, sizeof(body_same));
	use_vertices(body_triangle_data, 3);
	vkCmdDraw(vk.cmd, 3, 1, 0, 0);
}

/* As a strip. */
static void draw_square(void)
{
	vk_push(body_same, sizeof(body_same));
	use_vertices(body_square_data, 4);
	vkCmdDraw(vk.cmd, 4, 1, 0, 0);
}

static void draw_cube(float away)
{
	float data[36 * 8], m[16];

	body_view(m, 0.7f, away);
	body_cube(data);
	vk_push(m, sizeof(m));
	use_vertices(data, 36);
	vkCmdDraw(vk.cmd, 36, 1, 0, 0);
}

static const struct look triangles = {
	.vertex = &solid, .fragment = &plain, .topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST,
};

static const struct look strips = {
	.vertex = &solid, .fragment = &plain, .topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_STRIP,
};

static const struct look solids = {
	.vertex = &solid, .fragment = &plain, .topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST,
	.depth_tests = true, .depth = VK_COMPARE_OP_LESS,
};

/* ---- cases ---- */

/* By the image, by the frame's load, by a part of it. */
static void make_clears(void *picture)
{
	struct frame f = frame_simple();
	const VkClearAttachment part = { VK_IMAGE_ASPECT_COLOR_BIT, 0, {
		.color.float32 = { 1, 0.5f, 0, 0.25f } } };
	const VkClearRect rects[] = {
		{ { { 20, 10 }, { 64, 50 } }, 0, 1 }, { { { 101, 33 }, { 7, 90 } }, 0, 1 },
	};

	frame_draw_new(&f);
	vkCmdClearAttachments(vk.cmd, 1, &part, ARRAY_SIZE(rects), rects);
	frame_end(&f, picture);
}

static void make_image_clear(void *picture)
{
	struct vk_image image = frame_target(1);
	const VkClearColorValue colour = { .float32 = { 0.25f, 0.5f, 0.75f, 1 } };
	const VkImageSubresourceRange all = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1 };

	vk_begin();
	vk_layout(&image, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL);
	vkCmdClearColorImage(vk.cmd, image.image, image.layout, &colour, 1, &all);
	frame_read(&image, picture);
}

static void make_triangle(void *picture)
{
	struct frame f = frame_simple();

	frame_draw_new(&f);
	frame_use(&f, &triangles);
	draw_triangle();
	frame_end(&f, picture);
}

static void make_cube(VkFormat depth, void *picture)
{
	struct frame f = frame_begin(depth, 1, 1);

	frame_draw_new(&f);
	frame_use(&f, &solids);
	draw_cube(4);
	frame_end(&f, picture);
}

static void make_cube_d16(void *picture)
{
	make_cube(VK_FORMAT_D16_UNORM, picture);
}

static void make_culled(void *picture)
{
	struct look look = triangles;
	struct frame f = frame_simple();

	look.cull = VK_CULL_MODE_BACK_BIT;
	frame_draw_new(&f);
	frame_use(&f, &look);
	draw_cube(4);
	frame_end(&f, picture);
}

static void make_blend(void *picture)
{
	static const VkPipelineColorBlendAttachmentState over = {
		true, VK_BLEND_FACTOR_SRC_ALPHA, VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA,
		VK_BLEND_OP_ADD, VK_BLEND_FACTOR_ONE, VK_BLEND_FACTOR_ZERO, VK_BLEND_OP_ADD, 0xf,
	};
	static const VkPipelineColorBlendAttachmentState subtract = {
		true, VK_BLEND_FACTOR_ONE, VK_BLEND_FACTOR_ONE, VK_BLEND_OP_REVERSE_SUBTRACT,
		VK_BLEND_FACTOR_ONE, VK_BLEND_FACTOR_ONE, VK_BLEND_OP_MAX, 0xb,
	};
	struct frame f = frame_simple();
	struct look look = strips;

	look.blend = over;
	frame_draw_new(&f);
	frame_use(&f, &look);
	draw_square();
	look = triangles;
	look.blend = subtract;
	frame_use(&f, &look);
	draw_triangle();
	frame_end(&f, picture);
}

/* A triangle raises stencil, a square is drawn where it was raised, a cube where it was not. */
static void make_stencil(void *picture)
{
	static const VkStencilOpState raise = {
		VK_STENCIL_OP_KEEP, VK_STENCIL_OP_INCREMENT_AND_CLAMP, VK_STENCIL_OP_KEEP,
		VK_COMPARE_OP_ALWAYS, 0xff, 0xff, 0,
	};
	static const VkStencilOpState raised = {
		VK_STENCIL_OP_INVERT, VK_STENCIL_OP_ZERO, VK_STENCIL_OP_KEEP,
		VK_COMPARE_OP_EQUAL, 0xff, 0xff, 6,
	};
	static const VkStencilOpState inverted = {
		VK_STENCIL_OP_KEEP, VK_STENCIL_OP_KEEP, VK_STENCIL_OP_KEEP,
		VK_COMPARE_OP_EQUAL, 0xff, 0, 0xfa,
	};
	struct frame f = frame_begin(VK_FORMAT_D32_SFLOAT_S8_UINT, 1, 1);
	struct look look = triangles;

	look.stencil_tests = true;
	look.stencil = raise;
	frame_draw_new(&f);
	frame_use(&f, &look);
	draw_triangle();
	look.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_STRIP;
	look.stencil = raised;
	frame_use(&f, &look);
	draw_square();
	look = solids;
	look.stencil_tests = true;
	look.stencil = inverted;
	frame_use(&f, &look);
	draw_cube(4);
	frame_end(&f, picture);
}

/* The picture is depth itself, 32 bits of it: the channels are those of a number. */
static void make_depth(void *picture)
{
	struct frame f = frame_simple();
	uint8_t *bytes = picture;
	const float *depth = picture;
	int i;

	frame_draw_new(&f);
	frame_use(&f, &solids);
	draw_cube(4);
	vkCmdEndRendering(vk.cmd);
	frame_read(&f.depth, picture);
	for (i = 0; i < PICTURE_PIXELS; i++) {
		uint8_t level = (uint8_t)(depth[i] * 255);

		memset(&bytes[4 * i], level, 4);
	}
}

static VkSampler linear_sampler(void)
{
	const VkSamplerCreateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO,
		.magFilter = VK_FILTER_LINEAR,
		.minFilter = VK_FILTER_LINEAR,
		.mipmapMode = VK_SAMPLER_MIPMAP_MODE_NEAREST,
		.maxLod = 16,
	};
	VkSampler sampler;

	vk_check(vkCreateSampler(vk.device, &wanted, NULL, &sampler), "a sampler");
	return sampler;
}

static void fill_texture(struct vk_image *image)
{
	uint32_t size = image->width, i;
	struct vk_buffer texels = vk_make_buffer((VkDeviceSize)size * size * 4);
	const VkBufferImageCopy all = {
		.imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.imageExtent = { size, size, 1 },
	};
	uint8_t (*texel)[4] = texels.map;

	for (i = 0; i < size * size; i++) {
		texel[i][0] = (uint8_t)(i % size * 255 / size);
		texel[i][1] = (uint8_t)(i / size * 255 / size);
		texel[i][2] = i % size / 4 % 2 ? 255 : 0;
		texel[i][3] = 255;
	}
	vk_layout(image, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL);
	vkCmdCopyBufferToImage(vk.cmd, texels.buffer, image->image, image->layout, 1, &all);
}

static void set_corner(VkOffset3D *corner, int side)
{
	corner->x = side;
	corner->y = side;
	corner->z = 1;
}

/* Each level is a blit of the one above it. */
static void fill_levels(struct vk_image *image)
{
	VkImageBlit down = {
		.srcSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.dstSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
	};
	int size = (int)image->width;
	uint32_t i;

	fill_texture(image);
	vk_layout(image, VK_IMAGE_LAYOUT_GENERAL);
	for (i = 1; i < image->levels; i++) {
		down.srcSubresource.mipLevel = i - 1;
		down.dstSubresource.mipLevel = i;
		set_corner(&down.srcOffsets[1], size >> (i - 1));
		set_corner(&down.dstOffsets[1], size >> i);
		vkCmdBlitImage(vk.cmd, image->image, image->layout, image->image, image->layout, 1,
			       &down, VK_FILTER_LINEAR);
		vk_barrier();
	}
	vk_layout(image, VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL);
}

static struct vk_image make_texture(uint32_t size, uint32_t levels)
{
	return vk_make_image(VK_FORMAT_R8G8B8A8_UNORM, size, size, levels, 1,
			     VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT |
			     VK_IMAGE_USAGE_TRANSFER_DST_BIT);
}

/* Its matrix is in a buffer. */
static void make_textured(void *picture)
{
	struct frame f = frame_simple();
	struct vk_image texture = make_texture(64, 7);
	struct vk_buffer view = vk_make_buffer(64);
	float data[36 * 8];
	struct look look = solids;

	fill_levels(&texture);
	look.vertex = &uniform;
	look.fragment = &textured;
	body_view(view.map, 0.7f, 4);
	body_cube(data);
	vk_bind_buffer(VK_AT_UNIFORM, &view);
	vk_bind_image(VK_AT_TEXTURE, &texture, linear_sampler());
	frame_draw_new(&f);
	frame_use(&f, &look);
	use_vertices(data, 36);
	vkCmdDraw(vk.cmd, 36, 1, 0, 0);
	frame_end(&f, picture);
}

/* Many levels, of which a square shows one. */
static void make_levels(void *picture)
{
	struct frame f = frame_simple();
	struct vk_image texture = make_texture(512, 10);
	struct look look = strips;

	fill_levels(&texture);
	look.fragment = &textured;
	vk_bind_image(VK_AT_TEXTURE, &texture, linear_sampler());
	frame_draw_new(&f);
	frame_use(&f, &look);
	draw_square();
	frame_end(&f, picture);
}

/* A picture is the texture of the next one. */
static void make_again(void *picture)
{
	struct frame first = frame_simple(), f;
	struct look look = strips;

	frame_draw_new(&first);
	frame_use(&first, &solids);
	draw_cube(4);
	vkCmdEndRendering(vk.cmd);
	vk_submit();
	f = frame_simple();
	vk_layout(&first.target[0], VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL);
	vk_bind_image(VK_AT_TEXTURE, &first.target[0], linear_sampler());
	look.fragment = &textured;
	frame_draw_new(&f);
	frame_use(&f, &look);
	draw_square();
	frame_end(&f, picture);
}

static void make_targets(void *picture)
{
	struct frame f = frame_begin(VK_FORMAT_D32_SFLOAT, 1, 2);
	struct look look = triangles;

	look.fragment = &targets;
	frame_draw_new(&f);
	frame_use(&f, &look);
	draw_triangle();
	vkCmdEndRendering(vk.cmd);
	frame_read(&f.target[1], picture);
}

static void make_samples(void *picture)
{
	struct frame f = frame_begin(VK_FORMAT_D32_SFLOAT, 4, 1);

	frame_draw_new(&f);
	frame_use(&f, &solids);
	draw_cube(4);
	frame_end(&f, picture);
}

/* Two draws of a buffer, with indices, instances and a first instance. */
static void make_indirect(void *picture)
{
	static const VkDrawIndexedIndirectCommand draws[] = {
		{ 3, 2, 1, 0, 0 }, { 3, 1, 1, 1, 2 },
	};
	static const uint16_t indices[] = { 3, 0, 1, 2, 0 };
	struct frame f = frame_simple();
	struct vk_buffer commands = vk_make_buffer(sizeof(draws));
	struct vk_buffer index = vk_make_buffer(sizeof(indices));

	memcpy(commands.map, draws, sizeof(draws));
	memcpy(index.map, indices, sizeof(indices));
	frame_draw_new(&f);
	frame_use(&f, &triangles);
	vk_push(body_same, sizeof(body_same));
	use_vertices(body_square_data, 4);
	vkCmdBindIndexBuffer(vk.cmd, index.buffer, 0, VK_INDEX_TYPE_UINT16);
	vkCmdDrawIndexedIndirect(vk.cmd, commands.buffer, 0, ARRAY_SIZE(draws), sizeof(draws[0]));
	frame_end(&f, picture);
}

static void make_geometry(void *picture)
{
	struct frame f = frame_simple();
	struct look look = triangles;

	look.geometry = &crown;
	frame_draw_new(&f);
	frame_use(&f, &look);
	draw_triangle();
	frame_end(&f, picture);
}

/* What pixels note in an image; how many each line has is behind it, in the last lines. */
static void make_count(void *picture)
{
	struct frame f = frame_simple();
	struct vk_buffer lines = vk_make_buffer(HEIGHT * 4);
	struct vk_image noted = vk_make_image(VK_FORMAT_R32_UINT, WIDTH, HEIGHT, 1, 1,
					      VK_IMAGE_USAGE_STORAGE_BIT |
					      VK_IMAGE_USAGE_TRANSFER_SRC_BIT |
					      VK_IMAGE_USAGE_TRANSFER_DST_BIT);
	const VkImageSubresourceRange all = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1 };
	const VkClearColorValue zero = { 0 };
	struct look look = triangles;

	vk_layout(&noted, VK_IMAGE_LAYOUT_GENERAL);
	vkCmdClearColorImage(vk.cmd, noted.image, noted.layout, &zero, 1, &all);
	vk_barrier();
	vk_bind_buffer(VK_AT_BUFFER, &lines);
	vk_bind_image(VK_AT_STORE, &noted, NULL);
	look.fragment = &count;
	frame_draw_new(&f);
	frame_use(&f, &look);
	draw_triangle();
	vkCmdEndRendering(vk.cmd);
	frame_read(&noted, picture);
	memcpy((uint8_t *)picture + PICTURE_BYTES - HEIGHT * 4, lines.map, HEIGHT * 4);
}

static void make_store(void *picture)
{
	struct vk_image image = vk_make_image(VK_FORMAT_R8G8B8A8_UNORM, WIDTH, HEIGHT, 1, 1,
					      VK_IMAGE_USAGE_STORAGE_BIT |
					      VK_IMAGE_USAGE_TRANSFER_SRC_BIT);

	vk_begin();
	vk_layout(&image, VK_IMAGE_LAYOUT_GENERAL);
	vk_bind_image(VK_AT_STORE, &image, NULL);
	vk_use_compute(store_comp, sizeof(store_comp));
	vkCmdDispatch(vk.cmd, (WIDTH + 7) / 8, (HEIGHT + 7) / 8, 1);
	frame_read(&image, picture);
}

/* Larger, smaller and mirrored pieces of a picture. */
static void make_blits(void *picture)
{
	struct frame f = frame_simple();
	struct vk_image to = frame_target(1);
	const VkImageSubresourceLayers layer = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 };
	const VkImageBlit larger = {
		layer, { { 60, 40, 0 }, { 110, 80, 1 } }, layer, { { 0, 0, 0 }, { 150, 100, 1 } },
	};
	/* A third of the size: the centre of a pixel is that of a texel. */
	const VkImageBlit mirrored = {
		layer, { { 0, 0, 0 }, { 180, 144, 1 } },
		layer, { { 190, 150, 0 }, { 130, 102, 1 } },
	};
	const VkClearColorValue colour = { .float32 = { 0, 1, 0, 1 } };
	const VkImageSubresourceRange all = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1 };

	frame_draw_new(&f);
	frame_use(&f, &triangles);
	draw_triangle();
	vkCmdEndRendering(vk.cmd);
	vk_layout(&f.target[0], VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL);
	vk_layout(&to, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL);
	vkCmdClearColorImage(vk.cmd, to.image, to.layout, &colour, 1, &all);
	vk_barrier();
	vkCmdBlitImage(vk.cmd, f.target[0].image, f.target[0].layout, to.image, to.layout, 1,
		       &larger, VK_FILTER_LINEAR);
	vk_barrier();
	vkCmdBlitImage(vk.cmd, f.target[0].image, f.target[0].layout, to.image, to.layout, 1,
		       &mirrored, VK_FILTER_NEAREST);
	frame_read(&to, picture);
}

static VkQueryPool make_queries(VkQueryType type, uint32_t n)
{
	const VkQueryPoolCreateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
		.queryType = type,
		.queryCount = n,
		.pipelineStatistics = VK_QUERY_PIPELINE_STATISTIC_INPUT_ASSEMBLY_VERTICES_BIT |
				      VK_QUERY_PIPELINE_STATISTIC_INPUT_ASSEMBLY_PRIMITIVES_BIT |
				      VK_QUERY_PIPELINE_STATISTIC_CLIPPING_INVOCATIONS_BIT,
	};
	VkQueryPool pool;

	vk_check(vkCreateQueryPool(vk.device, &wanted, NULL, &pool), "queries");
	vkCmdResetQueryPool(vk.cmd, pool, 0, n);
	return pool;
}

/* Eight numbers of queries, each a bar: none may differ, for the bodies' sides are straight. */
static void show_numbers(const uint32_t *number, int n, uint8_t *picture)
{
	int i;

	for (i = 0; i < n * WIDTH; i++)
		memcpy(&picture[4 * i], &number[i / WIDTH], 4);
}

/* Pixels that pass, what was drawn: copied into a buffer by the GPU. */
static void make_queried(void *picture)
{
	static const float box[4 * 8] = {
		-0.5f, -0.4f, 0.5f, 1, 1, 0, 0, 1, 0.5f, -0.4f, 0.5f, 1, 0, 1, 0, 1,
		-0.5f, 0.4f, 0.5f, 1, 0, 0, 1, 1, 0.5f, 0.4f, 0.5f, 1, 1, 1, 1, 1,
	};
	struct frame f = frame_simple();
	VkQueryPool passed = make_queries(VK_QUERY_TYPE_OCCLUSION, 2);
	VkQueryPool drawn = make_queries(VK_QUERY_TYPE_PIPELINE_STATISTICS, 1);
	struct vk_buffer numbers = vk_make_buffer(64);
	struct look look = solids;
	int i;

	look.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_STRIP;
	frame_draw_new(&f);
	frame_use(&f, &look);
	vk_push(body_same, sizeof(body_same));
	use_vertices(box, 4);
	vkCmdBeginQuery(vk.cmd, drawn, 0, 0);
	for (i = 0; i < 2; i++) {
		vkCmdBeginQuery(vk.cmd, passed, i, VK_QUERY_CONTROL_PRECISE_BIT);
		/* The second time all is behind what was drawn before. */
		vkCmdDraw(vk.cmd, 4, 1, 0, 0);
		vkCmdEndQuery(vk.cmd, passed, i);
	}
	vkCmdEndQuery(vk.cmd, drawn, 0);
	vkCmdEndRendering(vk.cmd);
	vkCmdCopyQueryPoolResults(vk.cmd, passed, 0, 2, numbers.buffer, 0, 8,
				  VK_QUERY_RESULT_WAIT_BIT |
				  VK_QUERY_RESULT_WITH_AVAILABILITY_BIT);
	vkCmdCopyQueryPoolResults(vk.cmd, drawn, 0, 1, numbers.buffer, 16, 16,
				  VK_QUERY_RESULT_WAIT_BIT);
	frame_read(&f.target[0], picture);
	show_numbers(numbers.map, 7, picture);
}

/* One draw whose condition holds, one whose condition does not. */
static void make_condition(void *picture)
{
	PFN_vkCmdBeginConditionalRenderingEXT begin;
	PFN_vkCmdEndConditionalRenderingEXT end;
	struct frame f = frame_simple();
	struct vk_buffer conditions = vk_make_buffer(8);
	VkConditionalRenderingBeginInfoEXT condition = {
		.sType = VK_STRUCTURE_TYPE_CONDITIONAL_RENDERING_BEGIN_INFO_EXT,
		.buffer = conditions.buffer,
	};

	if (!vk.conditional)
		fail("nothing is drawn under a condition");
	begin = (PFN_vkCmdBeginConditionalRenderingEXT)
		vkGetDeviceProcAddr(vk.device, "vkCmdBeginConditionalRenderingEXT");
	end = (PFN_vkCmdEndConditionalRenderingEXT)
		vkGetDeviceProcAddr(vk.device, "vkCmdEndConditionalRenderingEXT");
	*(uint32_t *)conditions.map = 7;
	frame_draw_new(&f);
	frame_use(&f, &triangles);
	begin(vk.cmd, &condition);
	draw_triangle();
	end(vk.cmd);
	condition.offset = 4;
	frame_use(&f, &strips);
	begin(vk.cmd, &condition);
	draw_square();
	end(vk.cmd);
	frame_end(&f, picture);
}

/* Commands that others call. */
static void make_second(void *picture)
{
	struct frame f = frame_simple();
	const VkCommandBufferAllocateInfo commands = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
		.commandPool = vk.pool,
		.level = VK_COMMAND_BUFFER_LEVEL_SECONDARY,
		.commandBufferCount = 1,
	};
	const VkCommandBufferInheritanceInfo inherited = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_INHERITANCE_INFO,
	};
	const VkCommandBufferBeginInfo begin = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
		.pInheritanceInfo = &inherited,
	};
	VkCommandBuffer first = vk.cmd, second;

	vk_check(vkAllocateCommandBuffers(vk.device, &commands, &second), "commands");
	vk_check(vkBeginCommandBuffer(second, &begin), "recording");
	vk.cmd = second;
	frame_draw_new(&f);
	frame_use(&f, &solids);
	draw_cube(3.5f);
	vkCmdEndRendering(vk.cmd);
	vk_check(vkEndCommandBuffer(second), "commands");
	vk.cmd = first;
	vkCmdExecuteCommands(vk.cmd, 1, &second);
	frame_draw(&f, VK_ATTACHMENT_LOAD_OP_LOAD);
	frame_use(&f, &triangles);
	draw_triangle();
	frame_end(&f, picture);
}

const struct vk_work picture_works[] = {
	{ "clears", .make = make_clears },
	{ "clear of an image", .make = make_image_clear },
	{ "triangle", .make = make_triangle },
	{ "cube, D16", .make = make_cube_d16 },
	{ "cube, culled", .make = make_culled },
	{ "blending", .make = make_blend },
	{ "stencil", .make = make_stencil },
	{ "depth", .make = make_depth },
	{ "cube with a texture", .make = make_textured },
	{ "mip levels", .make = make_levels },
	{ "picture as a texture", .make = make_again },
	{ "two targets", .make = make_targets },
	{ "4 samples", .make = make_samples, .more = 400 },
	{ "indirect draws", .make = make_indirect },
	{ "geometry shader", .make = make_geometry },
	{ "pixels that count", .make = make_count, .more = 150 },
	{ "storage image", .make = make_store },
	{ "blits", .make = make_blits },
	{ "queries", .make = make_queried },
	{ "condition", .make = make_condition },
	{ "secondary commands", .make = make_second },
};

const size_t picture_works_count = ARRAY_SIZE(picture_works);
