// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "picture.h"
#include "vk-frame.h"

static const float background[4] = { 0.1f, 0.2f, 0.3f, 1 };

struct vk_image frame_target(VkSampleCountFlagBits samples)
{
	return vk_make_image(VK_FORMAT_R8G8B8A8_UNORM, WIDTH, HEIGHT, 1, samples,
			     VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_SAMPLED_BIT |
			     VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT);
}

struct frame frame_begin(VkFormat depth, VkSampleCountFlagBits samples, uint32_t n)
{
	struct frame f = { .targets = n, .samples = samples };
	uint32_t i;

	for (i = 0; i < n; i++)
		f.target[i] = frame_target(samples);
	f.depth = vk_make_image(depth, WIDTH, HEIGHT, 1, samples,
				VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT |
				VK_IMAGE_USAGE_TRANSFER_SRC_BIT);
	if (samples > 1)
		f.resolved = frame_target(1);
	vk_begin();
	for (i = 0; i < n; i++)
		vk_layout(&f.target[i], VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL);
	if (samples > 1)
		vk_layout(&f.resolved, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL);
	vk_layout(&f.depth, VK_IMAGE_LAYOUT_DEPTH_STENCIL_ATTACHMENT_OPTIMAL);
	return f;
}

struct frame frame_simple(void)
{
	return frame_begin(VK_FORMAT_D32_SFLOAT, 1, 1);
}

static void fill_targets(const struct frame *f, VkAttachmentLoadOp load,
			 VkRenderingAttachmentInfo *colour)
{
	uint32_t i;

	for (i = 0; i < f->targets; i++) {
		memset(&colour[i], 0, sizeof(colour[i]));
		colour[i].sType = VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO;
		colour[i].imageView = f->target[i].view;
		colour[i].imageLayout = f->target[i].layout;
		colour[i].loadOp = load;
		colour[i].storeOp = VK_ATTACHMENT_STORE_OP_STORE;
		memcpy(colour[i].clearValue.color.float32, background, sizeof(background));
		if (f->samples > 1) {
			colour[i].resolveMode = VK_RESOLVE_MODE_AVERAGE_BIT;
			colour[i].resolveImageView = f->resolved.view;
			colour[i].resolveImageLayout = f->resolved.layout;
		}
	}
}

void frame_draw(const struct frame *f, VkAttachmentLoadOp load)
{
	VkRenderingAttachmentInfo colour[TARGETS_MAX];
	const VkRenderingAttachmentInfo depth = {
		.sType = VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO,
		.imageView = f->depth.view,
		.imageLayout = f->depth.layout,
		.loadOp = load,
		.storeOp = VK_ATTACHMENT_STORE_OP_STORE,
		.clearValue.depthStencil = { 1, 5 },
	};
	const VkRenderingInfo what = {
		.sType = VK_STRUCTURE_TYPE_RENDERING_INFO,
		.renderArea.extent = { WIDTH, HEIGHT },
		.layerCount = 1,
		.colorAttachmentCount = f->targets,
		.pColorAttachments = colour,
		.pDepthAttachment = &depth,
		.pStencilAttachment = f->depth.aspects & VK_IMAGE_ASPECT_STENCIL_BIT ? &depth :
				      NULL,
	};

	fill_targets(f, load, colour);
	vkCmdBeginRendering(vk.cmd, &what);
}

void frame_draw_new(const struct frame *f)
{
	frame_draw(f, VK_ATTACHMENT_LOAD_OP_CLEAR);
}

void frame_read(struct vk_image *image, void *picture)
{
	struct vk_buffer buffer = vk_make_buffer(PICTURE_BYTES);
	const VkBufferImageCopy all = {
		.imageSubresource = { image->aspects & ~VK_IMAGE_ASPECT_STENCIL_BIT, 0, 0, 1 },
		.imageExtent = { WIDTH, HEIGHT, 1 },
	};

	vk_layout(image, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL);
	vkCmdCopyImageToBuffer(vk.cmd, image->image, image->layout, buffer.buffer, 1, &all);
	vk_submit();
	memcpy(picture, buffer.map, PICTURE_BYTES);
}

void frame_end(struct frame *f, void *picture)
{
	vkCmdEndRendering(vk.cmd);
	frame_read(f->samples > 1 ? &f->resolved : &f->target[0], picture);
}

/* ---- pipelines ---- */

static uint32_t fill_stages(const struct look *look, VkPipelineShaderStageCreateInfo *stages)
{
	static const VkShaderStageFlagBits bits[] = {
		VK_SHADER_STAGE_VERTEX_BIT, VK_SHADER_STAGE_GEOMETRY_BIT,
		VK_SHADER_STAGE_FRAGMENT_BIT,
	};
	const struct shader *shaders[] = { look->vertex, look->geometry, look->fragment };
	uint32_t n = 0, i;

	for (i = 0; i < ARRAY_SIZE(shaders); i++)
		if (shaders[i])
			stages[n++] = (VkPipelineShaderStageCreateInfo){
				.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
				.stage = bits[i],
				.module = vk_module(shaders[i]->words, shaders[i]->size),
				.pName = "main",
			};
	return n;
}

/* A place and a colour for each vertex. */
static const VkPipelineVertexInputStateCreateInfo *vertices(void)
{
	static const VkVertexInputAttributeDescription attributes[] = {
		{ 0, 0, VK_FORMAT_R32G32B32A32_SFLOAT, 0 },
		{ 1, 0, VK_FORMAT_R32G32B32A32_SFLOAT, 16 },
	};
	static const VkVertexInputBindingDescription binding = { 0, 32, 0 };
	static const VkPipelineVertexInputStateCreateInfo input = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO,
		.vertexBindingDescriptionCount = 1,
		.pVertexBindingDescriptions = &binding,
		.vertexAttributeDescriptionCount = ARRAY_SIZE(attributes),
		.pVertexAttributeDescriptions = attributes,
	};

	return &input;
}

static const VkPipelineViewportStateCreateInfo *whole_frame(void)
{
	static const VkViewport viewport = {
		.width = WIDTH, .height = HEIGHT, .maxDepth = 1,
	};
	static const VkRect2D scissor = {
		.extent = { WIDTH, HEIGHT },
	};
	static const VkPipelineViewportStateCreateInfo state = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO,
		.viewportCount = 1,
		.pViewports = &viewport,
		.scissorCount = 1,
		.pScissors = &scissor,
	};

	return &state;
}

static VkPipeline make_pipeline(const struct frame *f, const struct look *look)
{
	static const VkFormat formats[TARGETS_MAX] = {
		VK_FORMAT_R8G8B8A8_UNORM, VK_FORMAT_R8G8B8A8_UNORM,
	};
	VkPipelineColorBlendAttachmentState blends[TARGETS_MAX] = { look->blend, look->blend };
	VkPipelineShaderStageCreateInfo stages[3];
	const VkPipelineInputAssemblyStateCreateInfo assembly = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO,
		.topology = look->topology,
	};
	const VkPipelineRasterizationStateCreateInfo raster = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO,
		.cullMode = look->cull,
		.lineWidth = 1,
	};
	const VkPipelineMultisampleStateCreateInfo samples = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO,
		.rasterizationSamples = f->samples,
	};
	const VkPipelineDepthStencilStateCreateInfo depth = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_DEPTH_STENCIL_STATE_CREATE_INFO,
		.depthTestEnable = look->depth_tests,
		.depthWriteEnable = look->depth_tests,
		.depthCompareOp = look->depth,
		.stencilTestEnable = look->stencil_tests,
		.front = look->stencil,
		.back = look->stencil,
	};
	const VkPipelineColorBlendStateCreateInfo blend = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO,
		.attachmentCount = f->targets,
		.pAttachments = blends,
	};
	const VkPipelineRenderingCreateInfo rendering = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_RENDERING_CREATE_INFO,
		.colorAttachmentCount = f->targets,
		.pColorAttachmentFormats = formats,
		.depthAttachmentFormat = f->depth.format,
		.stencilAttachmentFormat = f->depth.aspects & VK_IMAGE_ASPECT_STENCIL_BIT ?
					   f->depth.format : VK_FORMAT_UNDEFINED,
	};
	const VkGraphicsPipelineCreateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO,
		.pNext = &rendering,
		.stageCount = fill_stages(look, stages),
		.pStages = stages,
		.pVertexInputState = vertices(),
		.pInputAssemblyState = &assembly,
		.pViewportState = whole_frame(),
		.pRasterizationState = &raster,
		.pMultisampleState = &samples,
		.pDepthStencilState = &depth,
		.pColorBlendState = &blend,
		.layout = vk.layout,
	};
	VkPipeline pipeline;
	uint32_t i;

	for (i = 0; i < f->targets; i++)
		if (!blends[i].colorWriteMask)
			blends[i].colorWriteMask = 0xf;
	vk_check(vkCreateGraphicsPipelines(vk.device, NULL, 1, &wanted, NULL, &pipeline),
		 "a pipeline");
	return pipeline;
}

void frame_use(const struct frame *f, const struct look *look)
{
	vkCmdBindPipeline(vk.cmd, VK_PIPELINE_BIND_POINT_GRAPHICS, make_pipeline(f, look));
	vkCmdBindDescriptorSets(vk.cmd, VK_PIPELINE_BIND_POINT_GRAPHICS, vk.layout, 0, 1, &vk.set,
				0, NULL);
}
