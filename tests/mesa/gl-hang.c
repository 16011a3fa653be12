// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: gl-hang compute|draw
 *
 * Runs a shader whose loop never ends, by Mesa's OpenGL ES, without a display, until the driver
 * has reset the context for it. Status: 0 it was found guilty, 1 anything else. The last line is
 *
 *   gl-hang WHAT: guilty after SECONDS s
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "gl.h"
#include "pass.h"
#include <GLES2/gl2ext.h>

#define SIZE		16	/* of the texture's sides */
#define SECONDS		120

/* The end is odd, and the counter even. */
#define ENDLESS	\
	"uniform int end;\n" \
	"float endless() {\n" \
	"	float f = 0.5;\n" \
	"	for (int i = 0; i != end; i += 2)\n" \
	"		f = fract(f * 3.0 + 0.1);\n" \
	"	return f;\n" \
	"}\n"

static const char * const compute_shader =
	"#version 310 es\n"
	"layout(local_size_x = 8) in;\n"
	"layout(std430, binding = 0) buffer data { float word[]; };\n"
	ENDLESS
	"void main() { word[gl_GlobalInvocationID.x] = endless(); }\n";
static const char * const fragment_shader =
	"#version 310 es\n"
	"precision highp float;\n"
	"out vec4 pixel;\n"
	ENDLESS
	"void main() { pixel = vec4(endless()); }\n";

static void use_end(GLuint program)
{
	glUniform1i(glGetUniformLocation(program, "end"), 1);
}

static void compute(void)
{
	use_end(pass_compute(compute_shader));
	glBufferData(GL_SHADER_STORAGE_BUFFER, 64, NULL, GL_DYNAMIC_COPY);
	gl_check("the buffer's size");
	glDispatchCompute(1, 1, 1);
}

static void draw(void)
{
	use_end(pass_draw(fragment_shader, SIZE));
	glDrawArrays(GL_TRIANGLES, 0, 3);
}

int main(int argc, char **argv)
{
	bool computes = argc == 2 && !strcmp(argv[1], "compute");
	time_t begin = time(NULL);
	GLenum status;

	if (argc != 2 || (!computes && strcmp(argv[1], "draw")))
		fail("usage: gl-hang compute|draw");
	/* Mesa's end, at exit, waits for the GPU. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	gl_make_context();
	if (computes)
		compute();
	else
		draw();
	glFlush();
	puts("gl-hang: endless");
	do {
		usleep(100000);
		status = gl_reset_status();
	} while (status == GL_NO_ERROR && time(NULL) - begin < SECONDS);
	if (status != GL_GUILTY_CONTEXT_RESET_EXT)
		fail("after %d s: 0x%x", (int)(time(NULL) - begin), status);
	printf("gl-hang %s: guilty after %d s\n", argv[1], (int)(time(NULL) - begin));
	return 0;
}
