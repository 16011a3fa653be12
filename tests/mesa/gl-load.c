// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: gl-load END
 *
 * Keeps the render engine busy with little work for processors, by Mesa's OpenGL ES, without a
 * display, until the file END exists: long shaders over a small texture, always one frame behind
 * the one that is drawn. Each frame is read back, and must be the first one again. The last line is
 *
 *   gl-load FRAMES frames WRONG wrong RENDERER
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gl.h"
#include "pass.h"

#define SIZE		32	/* of the texture's sides */
#define ROUNDS		1500	/* of a shader's loop */
#define DRAWS		4	/* in a frame: the engine may go to others between them */

static const char * const fragment_shader =
	"#version 310 es\n"
	"precision highp float;\n"
	"uniform int rounds;\n"
	"out vec4 pixel;\n"
	"void main() {\n"
	"	uint n = uint(gl_FragCoord.x) * 977u + uint(gl_FragCoord.y);\n"
	"	for (int i = 0; i < rounds; i++)\n"
	"		n = (n ^ (n >> 7)) * 1664525u + 1013904223u;\n"
	"	pixel = vec4(uvec4(n, n >> 8, n >> 16, n >> 24) & 255u) / 255.0;\n"
	"}\n";

static void draw(void)
{
	int i;

	for (i = 0; i < DRAWS; i++)
		glDrawArrays(GL_TRIANGLES, 0, 3);
}

/* glReadPixels() into a buffer waits for nothing; mapping it does. */
static void queue_frame(GLuint buffer)
{
	draw();
	glBindBuffer(GL_PIXEL_PACK_BUFFER, buffer);
	glReadPixels(0, 0, SIZE, SIZE, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
	glFlush();
}

static bool same_frame(GLuint buffer, unsigned char *first, bool is_first)
{
	const size_t size = SIZE * SIZE * 4;
	const void *pixels;
	bool same;

	glBindBuffer(GL_PIXEL_PACK_BUFFER, buffer);
	pixels = glMapBufferRange(GL_PIXEL_PACK_BUFFER, 0, size, GL_MAP_READ_BIT);
	if (!pixels)
		fail("a frame cannot be read");
	if (is_first)
		memcpy(first, pixels, size);
	same = !memcmp(first, pixels, size);
	glUnmapBuffer(GL_PIXEL_PACK_BUFFER);
	return same;
}

int main(int argc, char **argv)
{
	static unsigned char first[SIZE * SIZE * 4];
	unsigned int frames = 0, wrong = 0;
	GLuint program, buffer[2];
	int i;

	if (argc != 2)
		fail("usage: gl-load END");
	setvbuf(stdout, NULL, _IOLBF, 0);
	gl_make_context();
	program = pass_draw(fragment_shader, SIZE);
	glUniform1i(glGetUniformLocation(program, "rounds"), ROUNDS);
	glGenBuffers(2, buffer);
	for (i = 0; i < 2; i++) {
		glBindBuffer(GL_PIXEL_PACK_BUFFER, buffer[i]);
		glBufferData(GL_PIXEL_PACK_BUFFER, sizeof(first), NULL, GL_STREAM_READ);
	}
	gl_check("the buffers");
	queue_frame(buffer[0]);
	do {
		queue_frame(buffer[(frames + 1) % 2]);
		wrong += !same_frame(buffer[frames % 2], first, !frames);
		if (!frames++)
			puts("gl-load: at work");
	} while (access(argv[1], F_OK));
	gl_check("the frames");
	printf("gl-load %u frames %u wrong %s\n", frames, wrong, glGetString(GL_RENDERER));
	return !!wrong;
}
