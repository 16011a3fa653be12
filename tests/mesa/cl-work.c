// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: cl-work
 *
 * Work for OpenCL on the first GPU, or the first device that there is: a kernel whose groups turn
 * their words around in local memory, and add the sum of them; then one that multiplies matrices of
 * floats. Each result is compared with the processor's: words exactly, and floats too, since all
 * products and sums are small integers. The last line is
 *
 *   cl-work WORDS words RIGHT right, FLOATS floats RIGHT right DEVICE
 */
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <stdint.h>
#include <stdio.h>

#include "fail.h"

#define WORDS		4096
#define GROUP		64
#define SIDE		32	/* of the matrices */

static cl_device_id device;
static cl_context context;
static cl_command_queue queue;
static cl_program program;

static const char * const source =
	"__kernel __attribute__((reqd_work_group_size(64, 1, 1)))\n"
	"void turn(__global const uint *from, __global uint *to, uint add)\n"
	"{\n"
	"	__local uint word[64];\n"
	"	__local uint sum;\n"
	"	uint i = get_local_id(0);\n"
	"\n"
	"	word[i] = from[get_global_id(0)];\n"
	"	if (i == 0)\n"
	"		sum = add;\n"
	"	barrier(CLK_LOCAL_MEM_FENCE);\n"
	"	atomic_add(&sum, word[i]);\n"
	"	barrier(CLK_LOCAL_MEM_FENCE);\n"
	"	to[get_global_id(0)] = word[63 - i] + sum;\n"
	"}\n"
	"\n"
	"__kernel void multiply(__global const float *a, __global const float *b,\n"
	"			__global float *c, int side)\n"
	"{\n"
	"	int x = get_global_id(0), y = get_global_id(1), k;\n"
	"	float sum = 0;\n"
	"\n"
	"	for (k = 0; k < side; k++)\n"
	"		sum += a[y * side + k] * b[k * side + x];\n"
	"	c[y * side + x] = sum;\n"
	"}\n";

static void check(cl_int result, const char *what)
{
	if (result != CL_SUCCESS)
		fail("%s: OpenCL's error %d", what, result);
}

static void open_device(char *name, size_t bytes)
{
	cl_platform_id platform;
	cl_int result;

	check(clGetPlatformIDs(1, &platform, NULL), "a platform");
	if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_GPU, 1, &device, NULL) != CL_SUCCESS)
		check(clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 1, &device, NULL), "a device");
	check(clGetDeviceInfo(device, CL_DEVICE_NAME, bytes, name, NULL), "its name");
	context = clCreateContext(NULL, 1, &device, NULL, NULL, &result);
	check(result, "a context");
	queue = clCreateCommandQueue(context, device, 0, &result);
	check(result, "a queue");
}

static void build(void)
{
	char said[4096] = "";
	cl_int result;

	program = clCreateProgramWithSource(context, 1, (const char **)&source, NULL, &result);
	check(result, "the program");
	result = clBuildProgram(program, 1, &device, "", NULL, NULL);
	if (result == CL_SUCCESS)
		return;
	clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, sizeof(said), said, NULL);
	fail("the program: error %d: %s", result, said);
}

static cl_kernel kernel_of(const char *name)
{
	cl_int result;
	cl_kernel kernel = clCreateKernel(program, name, &result);

	check(result, name);
	return kernel;
}

static cl_mem buffer_of(const void *data, size_t bytes)
{
	cl_int result;
	cl_mem buffer = clCreateBuffer(context, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, bytes,
				       (void *)data, &result);

	check(result, "a buffer");
	return buffer;
}

static void set(cl_kernel kernel, cl_uint at, size_t bytes, const void *value)
{
	check(clSetKernelArg(kernel, at, bytes, value), "an argument");
}

static void run(cl_kernel kernel, cl_uint dimensions, const size_t *size, const size_t *group,
		cl_mem result, void *data, size_t bytes)
{
	check(clEnqueueNDRangeKernel(queue, kernel, dimensions, NULL, size, group, 0, NULL, NULL),
	      "a kernel");
	check(clEnqueueReadBuffer(queue, result, CL_TRUE, 0, bytes, data, 0, NULL, NULL),
	      "the result");
}

static unsigned int turn(void)
{
	static cl_uint in[WORDS], out[WORDS];
	const size_t size = WORDS, group = GROUP;
	cl_kernel kernel = kernel_of("turn");
	unsigned int i, k, right = 0;
	const cl_uint add = 12345;
	cl_mem from, to;

	for (i = 0; i < WORDS; i++)
		in[i] = i * 2654435761u;
	from = buffer_of(in, sizeof(in));
	to = buffer_of(out, sizeof(out));
	set(kernel, 0, sizeof(from), &from);
	set(kernel, 1, sizeof(to), &to);
	set(kernel, 2, sizeof(add), &add);
	run(kernel, 1, &size, &group, to, out, sizeof(out));
	for (i = 0; i < WORDS; i++) {
		const cl_uint *words = &in[i / GROUP * GROUP];
		cl_uint sum = add;

		for (k = 0; k < GROUP; k++)
			sum += words[k];
		right += out[i] == words[GROUP - 1 - i % GROUP] + sum;
	}
	return right;
}

static unsigned int multiply(void)
{
	static cl_float a[SIDE * SIDE], b[SIDE * SIDE], c[SIDE * SIDE];
	const size_t size[2] = { SIDE, SIDE };
	cl_kernel kernel = kernel_of("multiply");
	const cl_int side = SIDE;
	cl_mem memory[3];
	unsigned int i, k, right = 0;

	for (i = 0; i < SIDE * SIDE; i++) {
		a[i] = (cl_float)(i % 13) - 6;
		b[i] = (cl_float)(i % 7) * 2;
	}
	memory[0] = buffer_of(a, sizeof(a));
	memory[1] = buffer_of(b, sizeof(b));
	memory[2] = buffer_of(c, sizeof(c));
	for (i = 0; i < 3; i++)
		set(kernel, i, sizeof(memory[i]), &memory[i]);
	set(kernel, 3, sizeof(side), &side);
	run(kernel, 2, size, NULL, memory[2], c, sizeof(c));
	for (i = 0; i < SIDE * SIDE; i++) {
		cl_float sum = 0;

		for (k = 0; k < SIDE; k++)
			sum += a[i / SIDE * SIDE + k] * b[k * SIDE + i % SIDE];
		right += c[i] == sum;
	}
	return right;
}

int main(void)
{
	unsigned int words, floats;
	char name[256] = "";

	open_device(name, sizeof(name));
	build();
	words = turn();
	floats = multiply();
	printf("cl-work %u words %u right, %u floats %u right %s\n", WORDS, words, SIDE * SIDE,
	       floats, name);
	return 0;
}
