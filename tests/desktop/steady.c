// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preloaded into a game that uses SDL 2: its clock goes on when it is read, not by time, and its
 * random numbers are the same each time. So each frame is the same in each run. Frame $STEADY_FRAME
 * is read back into the file $STEADY_FILE: a line "WIDTH HEIGHT RENDERER", then 4 bytes a pixel. It
 * stays on the screen, without SDL's cursor, until the file $STEADY_END exists; then the game ends.
 */
#include <GLES3/gl31.h>
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define READ_MS		10

struct SDL_Window;

static unsigned int frames;

/* A function of SDL or of OpenGL, of which the game has the library. */
static void *find(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);

	if (!function) {
		fprintf(stderr, "steady: there is no %s\n", name);
		exit(1);
	}
	return function;
}

uint32_t SDL_GetTicks(void)
{
	static uint32_t now;

	now += READ_MS;
	return now;
}

void SDL_Delay(uint32_t ms)
{
	(void)ms;
}

void srand(unsigned int seed)
{
	(void)seed;
}

int rand(void)
{
	static unsigned int state = 1;

	state = state * 1103515245u + 12345;
	return (int)(state >> 16 & 0x7fff);
}

static void read_back(struct SDL_Window *window, const char *path)
{
	void (*size_of)(struct SDL_Window *window, int *width, int *height) =
		find("SDL_GL_GetDrawableSize");
	void (*pixels_of)(GLint x, GLint y, GLsizei width, GLsizei height, GLenum format,
			  GLenum type, void *pixels) = find("glReadPixels");
	const GLubyte *(*string)(GLenum name) = find("glGetString");
	FILE *f = fopen(path, "wb");
	int width, height;
	char *pixels;

	size_of(window, &width, &height);
	pixels = malloc((size_t)width * height * 4);
	if (!f || !pixels)
		exit(1);
	pixels_of(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
	fprintf(f, "%d %d %s\n", width, height, (const char *)string(GL_RENDERER));
	fwrite(pixels, 4, (size_t)width * height, f);
	fclose(f);
	fprintf(stderr, "steady: frame %u of %s\n", frames,
		(const char *)string(GL_RENDERER));
}

void SDL_GL_SwapWindow(struct SDL_Window *window)
{
	static void (*swap)(struct SDL_Window *window);
	int (*show_cursor)(int toggle);
	const char *frame = getenv("STEADY_FRAME"), *end = getenv("STEADY_END");

	if (!swap)
		swap = find("SDL_GL_SwapWindow");
	if (!frame || !end || ++frames != (unsigned int)atoi(frame)) {
		swap(window);
		return;
	}
	show_cursor = find("SDL_ShowCursor");
	show_cursor(0);
	read_back(window, getenv("STEADY_FILE"));
	swap(window);
	while (access(end, F_OK))
		usleep(100000);
	_exit(0);
}
