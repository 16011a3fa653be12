// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "vk.h"

/* One for each time that something is recorded. */
#define SETS_MAX	256

struct vk vk;

static VkPhysicalDeviceMemoryProperties memories;

void vk_check(VkResult result, const char *what)
{
	if (result != VK_SUCCESS)
		fail("%s: Vulkan's error %d", what, result);
}

/* ---- the device ---- */

static VkPhysicalDevice find_device(void)
{
	const VkApplicationInfo application = {
		.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
		.apiVersion = VK_API_VERSION_1_3,
	};
	const VkInstanceCreateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
		.pApplicationInfo = &application,
	};
	VkPhysicalDeviceDriverProperties driver = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES,
	};
	VkPhysicalDeviceProperties2 device = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
		.pNext = &driver,
	};
	VkPhysicalDevice found;
	VkInstance instance;
	uint32_t n = 1;
	VkResult result;

	vk_check(vkCreateInstance(&wanted, NULL, &instance), "an instance");
	result = vkEnumeratePhysicalDevices(instance, &n, &found);
	if ((result != VK_SUCCESS && result != VK_INCOMPLETE) || n < 1)
		fail("no device: %d", result);
	vkGetPhysicalDeviceProperties2(found, &device);
	if (device.properties.apiVersion < VK_API_VERSION_1_3)
		fail("%s has no Vulkan 1.3", device.properties.deviceName);
	snprintf(vk.name, sizeof(vk.name), "%.100s, %.100s", device.properties.deviceName,
		 driver.driverName);
	return found;
}

static bool has_extension(VkPhysicalDevice physical, const char *name)
{
	VkExtensionProperties *all;
	bool found = false;
	uint32_t n = 0, i;

	vkEnumerateDeviceExtensionProperties(physical, NULL, &n, NULL);
	all = calloc(n, sizeof(*all));
	if (!all)
		fail("no memory");
	vkEnumerateDeviceExtensionProperties(physical, NULL, &n, all);
	for (i = 0; i < n; i++)
		found = found || !strcmp(all[i].extensionName, name);
	free(all);
	return found;
}

/* All of the features here are Vulkan 1.3's, or all hardware of Gen9 has them. */
static void make_device(VkPhysicalDevice physical)
{
	VkPhysicalDeviceConditionalRenderingFeaturesEXT conditional = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_CONDITIONAL_RENDERING_FEATURES_EXT,
		.conditionalRendering = true,
	};
	VkPhysicalDeviceVulkan13Features of13 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES,
		.dynamicRendering = true,
		.synchronization2 = true,
	};
	VkPhysicalDeviceVulkan12Features of12 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
		.pNext = &of13,
		.bufferDeviceAddress = true,
	};
	const VkPhysicalDeviceFeatures2 features = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
		.pNext = &of12,
		.features = {
			.independentBlend = true,
			.geometryShader = true,
			.multiDrawIndirect = true,
			.drawIndirectFirstInstance = true,
			.occlusionQueryPrecise = true,
			.pipelineStatisticsQuery = true,
			.fragmentStoresAndAtomics = true,
			.shaderInt64 = true,
		},
	};
	const float priority = 1;
	const VkDeviceQueueCreateInfo queue = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
		.queueCount = 1,
		.pQueuePriorities = &priority,
	};
	const char * const extension = VK_EXT_CONDITIONAL_RENDERING_EXTENSION_NAME;
	VkDeviceCreateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
		.pNext = &features,
		.queueCreateInfoCount = 1,
		.pQueueCreateInfos = &queue,
		.ppEnabledExtensionNames = &extension,
	};

	vk.conditional = has_extension(physical, extension);
	if (vk.conditional) {
		wanted.enabledExtensionCount = 1;
		of13.pNext = &conditional;
	}
	vk_check(vkCreateDevice(physical, &wanted, NULL, &vk.device), "the device");
	vkGetDeviceQueue(vk.device, 0, 0, &vk.queue);
	vkGetPhysicalDeviceMemoryProperties(physical, &memories);
}

static void make_layouts(void)
{
	static const VkDescriptorType types[VK_AT_COUNT] = {
		[VK_AT_BUFFER] = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
		[VK_AT_OTHER] = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
		[VK_AT_UNIFORM] = VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER,
		[VK_AT_TEXTURE] = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER,
		[VK_AT_STORE] = VK_DESCRIPTOR_TYPE_STORAGE_IMAGE,
	};
	VkDescriptorSetLayoutBinding bindings[VK_AT_COUNT] = { 0 };
	VkDescriptorPoolSize sizes[VK_AT_COUNT];
	const VkDescriptorSetLayoutCreateInfo set = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
		.bindingCount = VK_AT_COUNT,
		.pBindings = bindings,
	};
	const VkPushConstantRange push = { VK_SHADER_STAGE_ALL, 0, VK_PUSH_BYTES };
	const VkPipelineLayoutCreateInfo layout = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
		.setLayoutCount = 1,
		.pSetLayouts = &vk.set_layout,
		.pushConstantRangeCount = 1,
		.pPushConstantRanges = &push,
	};
	const VkDescriptorPoolCreateInfo pool = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
		.maxSets = SETS_MAX,
		.poolSizeCount = VK_AT_COUNT,
		.pPoolSizes = sizes,
	};
	uint32_t i;

	for (i = 0; i < VK_AT_COUNT; i++) {
		bindings[i].binding = i;
		bindings[i].descriptorType = types[i];
		bindings[i].descriptorCount = 1;
		bindings[i].stageFlags = VK_SHADER_STAGE_ALL;
		sizes[i].type = types[i];
		sizes[i].descriptorCount = SETS_MAX;
	}
	vk_check(vkCreateDescriptorSetLayout(vk.device, &set, NULL, &vk.set_layout), "a layout");
	vk_check(vkCreatePipelineLayout(vk.device, &layout, NULL, &vk.layout), "a layout");
	vk_check(vkCreateDescriptorPool(vk.device, &pool, NULL, &vk.descriptors), "a pool");
}

void vk_open(void)
{
	const VkCommandPoolCreateInfo pool = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
		.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT,
	};
	VkCommandBufferAllocateInfo commands = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
		.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
		.commandBufferCount = 1,
	};

	make_device(find_device());
	make_layouts();
	vk_check(vkCreateCommandPool(vk.device, &pool, NULL, &vk.pool), "a pool");
	commands.commandPool = vk.pool;
	vk_check(vkAllocateCommandBuffers(vk.device, &commands, &vk.cmd), "a command buffer");
}

/* ---- commands ---- */

/* Lavapipe 22.3 reads descriptors that no shader uses, too: all of them name something. */
static void bind_fillers(void)
{
	static const VkSamplerCreateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO,
	};
	static VkSampler sampler;
	static struct vk_buffer buffer;
	static struct vk_image image;

	if (!sampler) {
		buffer = vk_make_buffer(256);
		image = vk_make_image(VK_FORMAT_R32_UINT, 4, 4, 1, 1,
				      VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_STORAGE_BIT);
		vk_check(vkCreateSampler(vk.device, &wanted, NULL, &sampler), "a sampler");
		vk_layout(&image, VK_IMAGE_LAYOUT_GENERAL);
	}
	vk_bind_buffer(VK_AT_BUFFER, &buffer);
	vk_bind_buffer(VK_AT_OTHER, &buffer);
	vk_bind_buffer(VK_AT_UNIFORM, &buffer);
	vk_bind_image(VK_AT_TEXTURE, &image, sampler);
	vk_bind_image(VK_AT_STORE, &image, sampler);
}

void vk_begin(void)
{
	const VkCommandBufferBeginInfo begin = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
		.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT,
	};
	const VkDescriptorSetAllocateInfo set = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
		.descriptorPool = vk.descriptors,
		.descriptorSetCount = 1,
		.pSetLayouts = &vk.set_layout,
	};

	vk_check(vkAllocateDescriptorSets(vk.device, &set, &vk.set), "descriptors");
	vk_check(vkBeginCommandBuffer(vk.cmd, &begin), "recording");
	bind_fillers();
}

void vk_submit(void)
{
	const VkSubmitInfo work = {
		.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
		.commandBufferCount = 1,
		.pCommandBuffers = &vk.cmd,
	};
	const VkFenceCreateInfo wanted = { .sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO };
	VkFence fence;

	vk_barrier();
	vk_check(vkEndCommandBuffer(vk.cmd), "the commands");
	vk_check(vkCreateFence(vk.device, &wanted, NULL, &fence), "a fence");
	vk_check(vkQueueSubmit(vk.queue, 1, &work, fence), "the submission");
	/* As long as it takes: a hang is the kernel's to find. */
	vk_check(vkWaitForFences(vk.device, 1, &fence, true, UINT64_MAX), "the work");
	vkDestroyFence(vk.device, fence, NULL);
}

void vk_barrier(void)
{
	const VkMemoryBarrier2 barrier = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2,
		.srcStageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
		.srcAccessMask = VK_ACCESS_2_MEMORY_WRITE_BIT,
		.dstStageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT | VK_PIPELINE_STAGE_2_HOST_BIT,
		.dstAccessMask = VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT |
				 VK_ACCESS_2_HOST_READ_BIT,
	};
	const VkDependencyInfo all = {
		.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
		.memoryBarrierCount = 1,
		.pMemoryBarriers = &barrier,
	};

	vkCmdPipelineBarrier2(vk.cmd, &all);
}

void vk_layout(struct vk_image *image, VkImageLayout layout)
{
	const VkImageMemoryBarrier2 barrier = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER_2,
		.srcStageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
		.srcAccessMask = VK_ACCESS_2_MEMORY_WRITE_BIT,
		.dstStageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
		.dstAccessMask = VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT,
		.oldLayout = image->layout,
		.newLayout = layout,
		.srcQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED,
		.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED,
		.image = image->image,
		.subresourceRange = { image->aspects, 0, image->levels, 0, 1 },
	};
	const VkDependencyInfo one = {
		.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
		.imageMemoryBarrierCount = 1,
		.pImageMemoryBarriers = &barrier,
	};

	vkCmdPipelineBarrier2(vk.cmd, &one);
	image->layout = layout;
}

/* ---- memory ---- */

static VkDeviceMemory make_memory(const VkMemoryRequirements *need, VkMemoryPropertyFlags flags)
{
	const VkMemoryAllocateFlagsInfo addressed = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
		.flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT,
	};
	VkMemoryAllocateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
		.pNext = &addressed,
		.allocationSize = need->size,
	};
	VkDeviceMemory memory;
	uint32_t i;

	for (i = 0; i < memories.memoryTypeCount; i++)
		if (need->memoryTypeBits & 1u << i &&
		    (memories.memoryTypes[i].propertyFlags & flags) == flags)
			break;
	if (i == memories.memoryTypeCount)
		fail("no memory of that kind");
	wanted.memoryTypeIndex = i;
	vk_check(vkAllocateMemory(vk.device, &wanted, NULL, &memory), "memory");
	return memory;
}

struct vk_buffer vk_make_buffer(VkDeviceSize size)
{
	VkBufferCreateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
		.size = size,
		.usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT |
			 VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT | VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
			 VK_BUFFER_USAGE_VERTEX_BUFFER_BIT | VK_BUFFER_USAGE_INDEX_BUFFER_BIT |
			 VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT |
			 VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT,
	};
	struct vk_buffer buffer = { .size = size };
	VkMemoryRequirements need;
	VkDeviceMemory memory;

	if (vk.conditional)
		wanted.usage |= VK_BUFFER_USAGE_CONDITIONAL_RENDERING_BIT_EXT;
	vk_check(vkCreateBuffer(vk.device, &wanted, NULL, &buffer.buffer), "a buffer");
	vkGetBufferMemoryRequirements(vk.device, buffer.buffer, &need);
	memory = make_memory(&need, VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
			     VK_MEMORY_PROPERTY_HOST_COHERENT_BIT);
	vk_check(vkBindBufferMemory(vk.device, buffer.buffer, memory, 0), "a buffer's memory");
	vk_check(vkMapMemory(vk.device, memory, 0, VK_WHOLE_SIZE, 0, &buffer.map), "mapping");
	memset(buffer.map, 0, size);
	return buffer;
}

static VkImageAspectFlags aspects_of(VkFormat format)
{
	switch (format) {
	case VK_FORMAT_D16_UNORM:
	case VK_FORMAT_D32_SFLOAT:
		return VK_IMAGE_ASPECT_DEPTH_BIT;
	case VK_FORMAT_D32_SFLOAT_S8_UINT:
		return VK_IMAGE_ASPECT_DEPTH_BIT | VK_IMAGE_ASPECT_STENCIL_BIT;
	default:
		return VK_IMAGE_ASPECT_COLOR_BIT;
	}
}

struct vk_image vk_make_image(VkFormat format, uint32_t width, uint32_t height, uint32_t levels,
			      VkSampleCountFlagBits samples, VkImageUsageFlags usage)
{
	struct vk_image image = {
		.format = format,
		.aspects = aspects_of(format),
		.width = width,
		.height = height,
		.levels = levels,
		.samples = samples,
	};
	const VkImageCreateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
		.imageType = VK_IMAGE_TYPE_2D,
		.format = format,
		.extent = { width, height, 1 },
		.mipLevels = levels,
		.arrayLayers = 1,
		.samples = samples,
		.tiling = VK_IMAGE_TILING_OPTIMAL,
		.usage = usage,
	};
	VkImageViewCreateInfo view = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO,
		.viewType = VK_IMAGE_VIEW_TYPE_2D,
		.format = format,
		.subresourceRange = { image.aspects, 0, levels, 0, 1 },
	};
	VkMemoryRequirements need;

	vk_check(vkCreateImage(vk.device, &wanted, NULL, &image.image), "an image");
	vkGetImageMemoryRequirements(vk.device, image.image, &need);
	vk_check(vkBindImageMemory(vk.device, image.image, make_memory(&need, 0), 0),
		 "an image's memory");
	/* An image that is only copied has no view. */
	if (!(usage & ~(VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT)))
		return image;
	view.image = image.image;
	vk_check(vkCreateImageView(vk.device, &view, NULL, &image.view), "a view");
	return image;
}

/* ---- what shaders see ---- */

/* @buffer or @image. */
static void vk_bind(enum vk_binding at, VkDescriptorType type,
		    const VkDescriptorBufferInfo *buffer, const VkDescriptorImageInfo *image)
{
	const VkWriteDescriptorSet write = {
		.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
		.dstSet = vk.set,
		.dstBinding = at,
		.descriptorCount = 1,
		.descriptorType = type,
		.pBufferInfo = buffer,
		.pImageInfo = image,
	};

	vkUpdateDescriptorSets(vk.device, 1, &write, 0, NULL);
}

void vk_bind_buffer(enum vk_binding at, const struct vk_buffer *buffer)
{
	const VkDescriptorBufferInfo what = { buffer->buffer, 0, VK_WHOLE_SIZE };

	vk_bind(at, at == VK_AT_UNIFORM ? VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER :
		VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, &what, NULL);
}

void vk_bind_image(enum vk_binding at, const struct vk_image *image, VkSampler sampler)
{
	const VkDescriptorImageInfo what = { sampler, image->view, image->layout };

	vk_bind(at, at == VK_AT_STORE ? VK_DESCRIPTOR_TYPE_STORAGE_IMAGE :
		VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, NULL, &what);
}

void vk_push(const void *data, uint32_t size)
{
	vkCmdPushConstants(vk.cmd, vk.layout, VK_SHADER_STAGE_ALL, 0, size, data);
}

VkShaderModule vk_module(const uint32_t *words, size_t size)
{
	const VkShaderModuleCreateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
		.codeSize = size,
		.pCode = words,
	};
	VkShaderModule module;

	vk_check(vkCreateShaderModule(vk.device, &wanted, NULL, &module), "a shader");
	return module;
}

void vk_use_compute(const uint32_t *words, size_t size)
{
	const VkComputePipelineCreateInfo wanted = {
		.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
		.stage = {
			.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
			.stage = VK_SHADER_STAGE_COMPUTE_BIT,
			.module = vk_module(words, size),
			.pName = "main",
		},
		.layout = vk.layout,
	};
	VkPipeline pipeline;

	vk_check(vkCreateComputePipelines(vk.device, NULL, 1, &wanted, NULL, &pipeline),
		 "a compute pipeline");
	vkCmdBindPipeline(vk.cmd, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
	vkCmdBindDescriptorSets(vk.cmd, VK_PIPELINE_BIND_POINT_COMPUTE, vk.layout, 0, 1, &vk.set,
				0, NULL);
}
