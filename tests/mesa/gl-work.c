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
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES3/gl31.h>
#include <GLES2/gl2ext.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
static const char * const vertex_shader =
	"#version 310 es\n"
	"void main() {\n"
	"	gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0,\n"
	"			   gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);\n"
	"}\n";
static const char * const fragment_shader =
	"#version 310 es\n"
	"precision mediump float;\n"
	"uniform vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() { pixel = colour; }\n";

static PFNGLGETGRAPHICSRESETSTATUSEXTPROC reset_status;

static __attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("gl-work: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

/* An error of OpenGL's, or a reset of the GPU that this context was in. */
static void check(const char *what)
{
	GLenum error = glGetError();

	if (error != GL_NO_ERROR)
		fail("%s: OpenGL's error 0x%x", what, error);
	error = reset_status();
	if (error != GL_NO_ERROR)
		fail("%s: the GPU was reset: 0x%x", what, error);
}

static void make_context(void)
{
	static const EGLint config_wanted[] = {
		EGL_SURFACE_TYPE, 0, EGL_RENDERABLE_TYPE, EGL_OPENGL_ES3_BIT, EGL_NONE
	};
	static const EGLint context_wanted[] = {
		EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 1,
		EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY, EGL_LOSE_CONTEXT_ON_RESET,
		EGL_CONTEXT_OPENGL_ROBUST_ACCESS, EGL_TRUE,
		EGL_NONE
	};
	EGLDisplay display = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA,
						   EGL_DEFAULT_DISPLAY, NULL);
	EGLContext context;
	EGLConfig config;
	EGLint n = 0;

	if (!eglInitialize(display, NULL, NULL))
		fail("no display: 0x%x", eglGetError());
	eglBindAPI(EGL_OPENGL_ES_API);
	if (!eglChooseConfig(display, config_wanted, &config, 1, &n) || n < 1)
		fail("no configuration: 0x%x", eglGetError());
	context = eglCreateContext(display, config, EGL_NO_CONTEXT, context_wanted);
	if (context == EGL_NO_CONTEXT)
		fail("no context: 0x%x", eglGetError());
	if (!eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context))
		fail("the context is not usable: 0x%x", eglGetError());
	reset_status = (PFNGLGETGRAPHICSRESETSTATUSEXTPROC)
		eglGetProcAddress("glGetGraphicsResetStatusEXT");
	if (!reset_status)
		fail("the driver does not tell of resets");
}

static GLuint add_shader(GLuint program, GLenum type, const char *source)
{
	GLuint shader = glCreateShader(type);
	char said[512] = "";
	GLint ok;

	glShaderSource(shader, 1, &source, NULL);
	glCompileShader(shader);
	glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
	if (!ok) {
		glGetShaderInfoLog(shader, sizeof(said), NULL, said);
		fail("a shader: %s", said);
	}
	glAttachShader(program, shader);
	return shader;
}

static GLuint use_program(GLuint program)
{
	GLint ok;

	glLinkProgram(program);
	glGetProgramiv(program, GL_LINK_STATUS, &ok);
	if (!ok)
		fail("the shaders do not fit");
	glUseProgram(program);
	check("the program");
	return program;
}

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
	GLuint program = glCreateProgram(), buffer;

	add_shader(program, GL_COMPUTE_SHADER, compute_shader);
	compute_add = glGetUniformLocation(use_program(program), "add");
	glGenBuffers(1, &buffer);
	glBindBuffer(GL_SHADER_STORAGE_BUFFER, buffer);
	glBindBufferBase(GL_SHADER_STORAGE_BUFFER, 0, buffer);
	check("the buffer");
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
	GLuint program = glCreateProgram(), texture, frame, array;

	add_shader(program, GL_VERTEX_SHADER, vertex_shader);
	add_shader(program, GL_FRAGMENT_SHADER, fragment_shader);
	colour = glGetUniformLocation(use_program(program), "colour");
	glGenVertexArrays(1, &array);
	glBindVertexArray(array);
	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D, texture);
	glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, SIZE, SIZE);
	glGenFramebuffers(1, &frame);
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
	if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
		fail("the texture cannot be drawn in");
	glViewport(0, 0, SIZE, SIZE);
	check("the texture");
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
	make_context();
	renderer = (const char *)glGetString(GL_RENDERER);
	if (!renderer || !strstr(renderer, "Intel"))
		fail("the driver is %s", renderer ? renderer : "none");
	if (computes)
		prepare_compute();
	else
		prepare_draw();
	for (frame = 0; frame < frames; frame++) {
		right += computes ? compute(frame) : draw(frame);
		check("the work");
		if (frame == 0 && argc > 4)
			meet(argv[3], atoi(argv[4]));
	}
	printf("gl-work %s %u frames %u right %s\n", argv[1], frames, right, renderer);
	return 0;
}
