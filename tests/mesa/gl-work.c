// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: gl-work compute|draw [FRAMES [FOLDER PROCESSES]]
 *
 * Work for Mesa's OpenGL ES, without a display: a compute shader over a buffer, or triangles
 * in a texture, FRAMES times (default 4), each waited for. With a FOLDER the first frame is
 * followed by a meeting: it goes on once PROCESSES of them are there, so that all have
 * contexts at the same time. The last line is
 *
 *   gl-work WHAT FRAMES frames RIGHT right RENDERER
 *
 * RIGHT says how many had the result they should; whoever runs it judges that. Its status is
 * 0 if the driver was iris, and neither OpenGL nor the kernel found anything wrong.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gl.h"
#include "pass.h"

#define SIZE		64	/* of the texture's sides */
#define WORDS		1024
#define MEETING_SECONDS	240

static const char * const compute_shader =
	"#version 310 es\n"
	"layout(local_size_x = 32) in;\n"
	"layout(std430, binding = 0) buffer data { uint word[]; };\n"
	"uniform uint add;\n"
	"void main() {\n"
	"	uint i = gl_GlobalInvocationID.x;\n"
	"	word[i] = word[i] * 3u + add;\n"
	"}\n";
static const char * const fragment_shader =
	"#version 310 es\n"
	"precision mediump float;\n"
	"uniform vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() { pixel = colour; }\n";

/* Waits for the GPU, as long as it takes: a hang is the kernel's to find. */
static void wait_done(void)
{
	GLsync fence = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
	GLenum came = glClientWaitSync(fence, GL_SYNC_FLUSH_COMMANDS_BIT, GL_TIMEOUT_IGNORED);

	if (came != GL_ALREADY_SIGNALED && came != GL_CONDITION_SATISFIED)
		fail("the fence answers 0x%x", came);
	glDeleteSync(fence);
}

static GLint compute_add;

static void prepare_compute(void)
{
	compute_add = glGetUniformLocation(pass_compute(compute_shader), "add");
}

static bool compute(unsigned int frame)
{
	GLuint in[WORDS];
	const GLuint *out;
	bool right = true;
	int i;

	for (i = 0; i < WORDS; i++)
		in[i] = i ^ frame;
	glBufferData(GL_SHADER_STORAGE_BUFFER, sizeof(in), in, GL_DYNAMIC_COPY);
	glUniform1ui(compute_add, frame);
	glDispatchCompute(WORDS / 32, 1, 1);
	glMemoryBarrier(GL_BUFFER_UPDATE_BARRIER_BIT);
	wait_done();
	out = glMapBufferRange(GL_SHADER_STORAGE_BUFFER, 0, sizeof(in), GL_MAP_READ_BIT);
	if (!out)
		fail("the buffer does not map");
	for (i = 0; i < WORDS; i++)
		right = right && out[i] == in[i] * 3 + frame;
	glUnmapBuffer(GL_SHADER_STORAGE_BUFFER);
	return right;
}

static GLint colour;

static void prepare_draw(void)
{
	colour = glGetUniformLocation(pass_draw(fragment_shader, SIZE), "colour");
}

static bool draw(unsigned int frame)
{
	static GLubyte pixels[SIZE * SIZE][4];
	const GLubyte want[4] = { 255, frame & 1 ? 255 : 0, 0, 255 };
	bool right = true;
	int i;

	glClearColor(0, 0, 1, 1);
	glClear(GL_COLOR_BUFFER_BIT);
	glUniform4f(colour, 1, frame & 1, 0, 1);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	wait_done();
	glReadPixels(0, 0, SIZE, SIZE, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
	for (i = 0; i < SIZE * SIZE; i++)
		right = right && !memcmp(pixels[i], want, 4);
	return right;
}

static unsigned int present(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	unsigned int n = 0;

	if (!dir)
		fail("there is no folder %s", folder);
	while ((entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	closedir(dir);
	return n;
}

static void meet(const char *folder, unsigned int processes)
{
	char path[256];
	int fd, tries;

	snprintf(path, sizeof(path), "%s/%d", folder, getpid());
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	if (fd < 0)
		fail("cannot make %s", path);
	close(fd);
	for (tries = 0; present(folder) < processes; tries++) {
		if (tries == MEETING_SECONDS * 10)
			fail("the others did not come");
		usleep(100000);
	}
}

int main(int argc, char **argv)
{
	unsigned int frames = argc > 2 ? atoi(argv[2]) : 4, right = 0, frame;
	bool computes = argc > 1 && !strcmp(argv[1], "compute");
	const char *renderer;

	if (argc < 2 || argc == 4 || (!computes && strcmp(argv[1], "draw")))
		fail("usage: gl-work compute|draw [FRAMES [FOLDER PROCESSES]]");
	gl_make_context();
	renderer = (const char *)glGetString(GL_RENDERER);
	if (!renderer || !strstr(renderer, "Intel"))
		fail("the driver is %s", renderer ? renderer : "none");
	if (computes)
		prepare_compute();
	else
		prepare_draw();
	for (frame = 0; frame < frames; frame++) {
		right += computes ? compute(frame) : draw(frame);
		gl_check("the work");
		if (frame == 0 && argc > 4)
			meet(argv[3], atoi(argv[4]));
	}
	printf("gl-work %s %u frames %u right %s\n", argv[1], frames, right, renderer);
	return 0;
}
