// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: vnc-shot SOCKET FILE.png
 *
 * What a VNC server at a UNIX socket shows, in each pixel. QEMU's screen dumps do not have what it
 * shows by OpenGL.
 *
 * Source: RFC 6143, versions 3.3 and raw encoding.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <png.h>

#include "types.h"

#define SECONDS		60
#define SIDE_MAX	4096u

struct rect {
	u16 x, y, width, height;
	u32 encoding;
} __attribute__((packed));

static void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

static void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	exit(1);
}

static int server(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct timeval time = { .tv_sec = SECONDS };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)) ||
	    connect(fd, (struct sockaddr *)&addr, sizeof(addr)))
		die("%s: %s", path, strerror(errno));
	return fd;
}

static void get(int fd, void *data, size_t size)
{
	if (recv(fd, data, size, MSG_WAITALL) != (ssize_t)size)
		die("the server sends nothing more: %s", strerror(errno));
}

static void put(int fd, const void *data, size_t size)
{
	if (send(fd, data, size, 0) != (ssize_t)size)
		die("the server takes nothing more: %s", strerror(errno));
}

/* Version 3.3, no authentication, with others. Returns what it shows: width and height. */
static void begin(int fd, u16 size[2])
{
	u32 security, length;
	char version[12], skip[256];

	get(fd, version, sizeof(version));
	put(fd, "RFB 003.003\n", 12);
	get(fd, &security, sizeof(security));
	if (ntohl(security) != 1)
		die("security %u", ntohl(security));
	put(fd, "\1", 1);
	get(fd, size, 2 * sizeof(*size));
	size[0] = ntohs(size[0]);
	size[1] = ntohs(size[1]);
	if (!size[0] || size[0] > SIDE_MAX || !size[1] || size[1] > SIDE_MAX)
		die("%u x %u pixels", size[0], size[1]);
	get(fd, skip, 16);
	get(fd, &length, sizeof(length));
	if (ntohl(length) > sizeof(skip))
		die("a name of %u bytes", ntohl(length));
	get(fd, skip, ntohl(length));
}

/* SetPixelFormat (32 bits: blue, green, red, nothing), SetEncodings (raw), and all of it. */
static void ask(int fd, const u16 size[2])
{
	static const u8 format[20] = {
		0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0,
	};
	static const u8 encodings[8] = { 2, 0, 0, 1 };
	u8 request[10] = {
		3, 0, 0, 0, 0, 0, size[0] >> 8, size[0], size[1] >> 8, size[1],
	};

	put(fd, format, sizeof(format));
	put(fd, encodings, sizeof(encodings));
	put(fd, request, sizeof(request));
}

static void take_rect(int fd, u8 *pixels, const u16 size[2])
{
	struct rect r;
	u32 y;

	get(fd, &r, sizeof(r));
	r.x = ntohs(r.x);
	r.y = ntohs(r.y);
	r.width = ntohs(r.width);
	r.height = ntohs(r.height);
	if (r.encoding || r.x + r.width > size[0] || r.y + r.height > size[1])
		die("a part that was not asked for");
	for (y = r.y; y < r.y + r.height; y++)
		get(fd, pixels + 4 * ((size_t)y * size[0] + r.x), 4 * r.width);
}

static void take(int fd, u8 *pixels, const u16 size[2])
{
	u8 head[2];
	u16 count;

	get(fd, head, sizeof(head));
	if (head[0])
		die("message %u", head[0]);
	get(fd, &count, sizeof(count));
	for (count = ntohs(count); count; count--)
		take_rect(fd, pixels, size);
}

int main(int argc, char **argv)
{
	png_image png = { .version = PNG_IMAGE_VERSION, .format = PNG_FORMAT_BGRA };
	u16 size[2];
	u8 *pixels;
	size_t i;
	int fd;

	if (argc != 3)
		die("usage: vnc-shot SOCKET FILE.png");
	fd = server(argv[1]);
	begin(fd, size);
	pixels = calloc(size[0] * size[1], 4);
	if (!pixels)
		die("out of memory");
	ask(fd, size);
	take(fd, pixels, size);
	close(fd);
	for (i = 0; i < (size_t)size[0] * size[1]; i++)
		pixels[4 * i + 3] = 255;
	png.width = size[0];
	png.height = size[1];
	if (!png_image_write_to_file(&png, argv[2], 0, pixels, 0, NULL))
		die("%s: %s", argv[2], png.message);
	free(pixels);
	return 0;
}
