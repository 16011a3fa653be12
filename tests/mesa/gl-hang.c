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
static const char * const vertex_shader =
	"#version 310 es\n"
	"void main() {\n"
	"	gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0,\n"
	"			   gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);\n"
	"}\n";
static const char * const fragment_shader =
	"#version 310 es\n"
	"precision highp float;\n"
	"out vec4 pixel;\n"
	ENDLESS
	"void main() { pixel = vec4(endless()); }\n";

static void use_program(GLuint program)
{
	glUniform1i(glGetUniformLocation(gl_use_program(program), "end"), 1);
}

static void compute(void)
{
	GLuint program = glCreateProgram(), buffer;

	gl_add_shader(program, GL_COMPUTE_SHADER, compute_shader, "a shader");
	use_program(program);
	glGenBuffers(1, &buffer);
	glBindBuffer(GL_SHADER_STORAGE_BUFFER, buffer);
	glBufferData(GL_SHADER_STORAGE_BUFFER, 64, NULL, GL_DYNAMIC_COPY);
	glBindBufferBase(GL_SHADER_STORAGE_BUFFER, 0, buffer);
	gl_check("the buffer");
	glDispatchCompute(1, 1, 1);
}

static void draw(void)
{
	GLuint program = glCreateProgram(), texture, frame, array;

	gl_add_shader(program, GL_VERTEX_SHADER, vertex_shader, "a shader");
	gl_add_shader(program, GL_FRAGMENT_SHADER, fragment_shader, "a shader");
	use_program(program);
	glGenVertexArrays(1, &array);
	glBindVertexArray(array);
	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D, texture);
	glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, SIZE, SIZE);
	glGenFramebuffers(1, &frame);
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
	glViewport(0, 0, SIZE, SIZE);
	gl_check("the texture");
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
