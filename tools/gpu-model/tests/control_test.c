// SPDX-License-Identifier: GPL-2.0-only
/*
 * The control socket: every command, by text and over the socket.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "control/base64.h"
#include "control/control.h"
#include "tests/display.h"

/* The answer to one request; the caller frees it. */
static char *ask(struct driver *d, const char *request)
{
	char line[CONTROL_LINE_MAX], *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	snprintf(line, sizeof(line), "%s", request);
	control_execute(d->gpu, line, f);
	fclose(f);
	return text;
}

static void expect_answer(struct driver *d, const char *request, const char *part)
{
	char *text = ask(d, request);

	if (!strstr(text, part))
		FAIL("\"%s\" answers \"%s\", not \"%s\"", request, text, part);
	free(text);
}

static void every_command_answers(void)
{
	static const char * const good[] = {
		"help", "status", "engines", "commands", "regs", "regs 3", "reg 0x2030",
		"anomalies", "anomalies recent", "clear", "trace off", "pagelog on", "pagelog runs",
		"pagelog dump", "pagelog clear", "pagelog off", "delay rcs0 0", "lose rcs0 1", "lose rcs0 0",
		"incoherent rcs0 read", "incoherent rcs0 none", "d3 lose", "d3 keep", "monitors",
		"plug hdmi:1024x768", "unplug", "plug c=dp:800x600", "unplug c", "planes a",
	};
	struct driver *d = driver_create();

	for (u32 i = 0; i < ARRAY_SIZE(good); i++) {
		char *text = ask(d, good[i]);
		size_t len = strlen(text);

		if (len < 3 || strcmp(text + len - 3, "ok\n"))
			FAIL("\"%s\" answers \"%s\"", good[i], text);
		free(text);
	}
	driver_destroy(d);
}

static void mistakes_are_errors(void)
{
	static const char * const bad[] = {
		"", "nonsense", "help me", "regs x", "reg", "reg 1", "reg 0x200000", "trace",
		"trace on", "trace on /tmp nonsense", "trace on /nowhere/at/all", "pagelog",
		"pagelog maybe", "hang", "hang rcs9", "d3", "d3 maybe",
		"incoherent rcs0", "incoherent rcs9 read", "incoherent rcs0 x",
		"lose rcs0", "lose rcs9 1", "lose rcs0 x", "delay rcs0", "delay rcs0 x",
		"delay rcs0 99999999999", "plug", "plug vga", "unplug a", "unplug bb", "planes d",
		"screenshot", "screenshot a", "anomalies old", "a b c d e f g h i j k l",
	};
	struct driver *d = driver_create();

	for (u32 i = 0; i < ARRAY_SIZE(bad); i++) {
		char *text = ask(d, bad[i]);

		if (strncmp(text, "error: ", 7))
			FAIL("\"%s\" answers \"%s\"", bad[i], text);
		free(text);
	}
	driver_destroy(d);
}

static void counters_count(void)
{
	struct rig r = rig_create(RCS0);

	expect_answer(r.d, "clear", "ok");
	rd(r.d, 0x9000);
	wr(r.d, 0x9000, 1);
	wr(r.d, 0x9000, 7);
	expect_answer(r.d, "reg 0x9000", "value=0x00000007 reads=1 writes=2");
	expect_answer(r.d, "regs 1", "0x009000 reads=1 writes=2");
	RUN(&r, false, MI_NOOP, MI_NOOP, MI_LOAD_REGISTER_IMM(1), 0x9000, 1);
	expect_answer(r.d, "commands", "MI_LOAD_REGISTER_IMM 1\n");
	expect_answer(r.d, "engines", "rcs0 state=idle submissions=1 contexts=1");
	expect_answer(r.d, "anomalies", "register-refused 1\n");
	expect_answer(r.d, "anomalies recent", "0x9000 = 0x1");
	expect_answer(r.d, "clear", "ok");
	expect_answer(r.d, "anomalies", "register-refused 0\n");
	rig_destroy(&r);
}

static void hang_and_delay(void)
{
	struct rig r = rig_create(BCS0);

	expect_answer(r.d, "delay bcs0 20000", "ok");
	EMIT(&r.c, MI_STORE_DATA_IMM, RIG_OUT, 0, 1);
	elsp_submit(&r.c, NULL);
	expect_answer(r.d, "engines", "delay_us=20000");
	EXPECT_EQ(dword_at(r.out.cpu), 0);
	EXPECT(wait_value(r.out.cpu, 1));
	expect_answer(r.d, "delay bcs0 0", "ok");
	expect_answer(r.d, "hang bcs0", "ok");
	EMIT(&r.c, MI_STORE_DATA_IMM, RIG_OUT, 0, 2);
	elsp_submit(&r.c, NULL);
	EXPECT(wait_hang(r.d, BCS0));
	expect_answer(r.d, "engines", "bcs0 state=hung");
	EXPECT_EQ(r.out.cpu[0], 1);
	rig_destroy(&r);
}

static void cache_is_not_coherent(void)
{
	struct rig r = rig_create(BCS0);
	u32 n;

	for (n = 0; n < 2; n++) {
		expect_answer(r.d, n ? "incoherent bcs0 none" : "incoherent bcs0 read", "ok");
		r.out.cpu[0] = 1;
		RUN(&r, false, MI_COPY_MEM_MEM, RIG_OUT + 256, 0, RIG_OUT, 0);
		EXPECT_EQ(r.out.cpu[64], 1);
		r.out.cpu[0] = 2;
		RUN(&r, false, MI_COPY_MEM_MEM, RIG_OUT + 256, 0, RIG_OUT, 0);
		EXPECT_EQ(r.out.cpu[64], n ? 2 : 1);
	}
	expect_answer(r.d, "incoherent bcs0 write", "ok");
	RUN(&r, false, MI_STORE_DATA_IMM, RIG_OUT + 128, 0, 3, MI_STORE_DATA_IMM, RIG_OUT + 192, 0, 3);
	EXPECT_EQ(r.out.cpu[32] + r.out.cpu[48], 3);
	expect_answer(r.d, "incoherent bcs0 none", "ok");
	RUN(&r, false, MI_STORE_DATA_IMM, RIG_OUT + 128, 0, 4, MI_STORE_DATA_IMM, RIG_OUT + 192, 0, 4);
	EXPECT_EQ(r.out.cpu[32] + r.out.cpu[48], 8);
	rig_destroy(&r);
}

static void writes_are_lost(void)
{
	struct rig r = rig_create(BCS0);
	u32 out = r.out.ggtt;

	expect_answer(r.d, "lose bcs0 1", "ok");
	EMIT(&r.c, MI_FLUSH_DW | BIT(14), RIG_OUT + 16, 0, 3,
	     MI_FLUSH_DW | BIT(14), out | BIT(2), 0, 1,
	     MI_FLUSH_DW | BIT(14), (out + 8) | BIT(2), 0, 2);
	elsp_submit(&r.c, NULL);
	EXPECT(wait_value(&r.out.cpu[2], 2));
	EXPECT_EQ(r.out.cpu[4], 3);
	EXPECT_EQ(r.out.cpu[0], 0);
	rig_destroy(&r);
}

static void trace_writes_events(void)
{
	char path[] = "/tmp/gpu-model-test-XXXXXX", request[128], text[4096];
	struct rig r = rig_create(RCS0);
	int fd = mkstemp(path);
	ssize_t n;

	snprintf(request, sizeof(request), "trace on %s mmio,submit,csb", path);
	expect_answer(r.d, request, "ok");
	wr(r.d, 0x9000, 0xabc);
	RUN(&r, false, MI_NOOP);
	expect_answer(r.d, "trace off", "ok");
	wr(r.d, 0x9004, 0xdef);
	n = read(fd, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = 0;
	EXPECT(strstr(text, "mmio: w 009000 00000abc"));
	EXPECT(strstr(text, "submit: rcs0 elsp "));
	EXPECT(strstr(text, "csb: rcs0 [1] status=18 id=11"));
	EXPECT(!strstr(text, "irq:"));
	EXPECT(!strstr(text, "009004"));
	close(fd);
	unlink(path);
	rig_destroy(&r);
}

static void screenshot_is_a_png(void)
{
	struct driver *d = driver_create();
	u8 bytes[128];
	char *text, *end;

	display_on(d, 0, 64, 64);
	text = ask(d, "screenshot a");
	end = strchr(text, '\n');
	EXPECT(end);
	*end = 0;
	EXPECT(base64_decode(text, bytes) > 8);
	EXPECT(!memcmp(bytes, "\x89PNG\r\n\x1a\n", 8));
	free(text);
	driver_destroy(d);
}

static void base64_there_and_back(void)
{
	u8 junk[8];

	for (u32 len = 1; len < 40; len++) {
		u8 in[40], out[64];
		char *text = NULL;
		size_t size = 0;
		FILE *f = open_memstream(&text, &size);

		for (u32 i = 0; i < len; i++)
			in[i] = (u8)(i * 53 + len);
		base64_write(in, len, f);
		fclose(f);
		text[size - 1] = 0;
		EXPECT_EQ(base64_decode(text, out), len);
		EXPECT(!memcmp(in, out, len));
		free(text);
	}
	EXPECT_EQ(base64_decode("abc", junk), -1);
	EXPECT_EQ(base64_decode("ab!=", junk), -1);
}

static int connect_to(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	EXPECT_EQ(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	return fd;
}

/* Lines in pieces, several in one, too long, and a client that goes away. */
static void over_the_socket(void)
{
	char dir[] = "/tmp/gpu-model-test-XXXXXX", path[64], buf[4096] = { 0 };
	struct driver *d = driver_create();
	struct control *c;
	int fd;

	EXPECT(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/control", dir);
	c = control_start(d->gpu, path);
	EXPECT(c);
	fd = connect_to(path);
	EXPECT_EQ(write(fd, "moni", 4), 4);
	EXPECT_EQ(write(fd, "tors\nplug hdmi:800x600\n", 23), 23);
	for (ssize_t n = 0, got = 1; got > 0 && !strstr(buf, "ok\nok\n"); n += got)
		got = read(fd, buf + n, sizeof(buf) - 1 - (size_t)n);
	EXPECT(strstr(buf, "b=none\n"));
	memset(buf, 'x', sizeof(buf));
	EXPECT_EQ(write(fd, buf, sizeof(buf)), sizeof(buf));
	EXPECT(read(fd, buf, sizeof(buf)) <= 0);
	close(fd);
	close(connect_to(path));
	control_stop(c);
	EXPECT(access(path, F_OK));
	rmdir(dir);
	driver_destroy(d);
}

static const struct test tests[] = {
	TEST(every_command_answers),
	TEST(mistakes_are_errors),
	TEST(counters_count),
	TEST(hang_and_delay),
	TEST(cache_is_not_coherent),
	TEST(writes_are_lost),
	TEST(trace_writes_events),
	TEST(screenshot_is_a_png),
	TEST(base64_there_and_back),
	TEST(over_the_socket),
	{ 0 }
};

SUITE(control, tests);
