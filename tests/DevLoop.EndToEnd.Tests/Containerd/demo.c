/*
 * What runs in the pods: the same four ports as the sandbox's image devloop.dev/demo, written against plain sockets so that
 * it shares no code with it. "demo pause" is the process that holds a pod's namespaces.
 *
 *   8080  HTTP: "/" answers "HOSTNAME VERSION", "/bytes?n=N" N bytes of the pattern, "/healthz" 200
 *   7000  echo until end of file, then end of file
 *   7001  the pattern without end
 *   7002  sink: at end of file, the count of bytes in decimal and a newline
 *
 * Byte i of the pattern is i modulo 251. "ready" on standard output says that all four listen. STOP_DELAY: for how many seconds
 * it goes on as before once it is asked to terminate.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PERIOD = 251, BLOCK = 256 * PERIOD };

static char pattern[BLOCK];

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void send_all(int peer, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t sent = write(peer, bytes, count);
        if (sent < 0)
            exit(0);
        bytes += sent;
        count -= sent;
    }
}

static void send_pattern(int peer, unsigned long long count)
{
    for (; count > BLOCK; count -= BLOCK)
        send_all(peer, pattern, BLOCK);
    send_all(peer, pattern, count);
}

static void echo(int peer)
{
    char buffer[65536];
    ssize_t got;
    while ((got = read(peer, buffer, sizeof buffer)) > 0)
        send_all(peer, buffer, got);
}

static void source(int peer)
{
    for (;;)
        send_all(peer, pattern, BLOCK);
}

static void sink(int peer)
{
    char buffer[65536];
    unsigned long long total = 0;
    ssize_t got;
    while ((got = read(peer, buffer, sizeof buffer)) > 0)
        total += got;
    if (got == 0)
        dprintf(peer, "%llu\n", total);
}

static void answer(int peer, const char *status, unsigned long long length)
{
    dprintf(peer, "HTTP/1.1 %s\r\nContent-Type: application/octet-stream\r\nContent-Length: %llu\r\n\r\n", status, length);
}

static void answer_text(int peer, const char *status, const char *text)
{
    answer(peer, status, strlen(text));
    send_all(peer, text, strlen(text));
}

static void answer_request(int peer, const char *request)
{
    unsigned long long count;
    if (sscanf(request, "GET /bytes?n=%llu ", &count) == 1) {
        answer(peer, "200 OK", count);
        send_pattern(peer, count);
    } else if (strncmp(request, "GET / ", 6) == 0) {
        char host[256] = "", text[512];
        const char *version = getenv("VERSION");
        gethostname(host, sizeof host - 1);
        snprintf(text, sizeof text, "%s %s\n", host, version ? version : "v1");
        answer_text(peer, "200 OK", text);
    } else if (strncmp(request, "GET /healthz ", 13) == 0) {
        answer_text(peer, "200 OK", "ok\n");
    } else {
        answer_text(peer, "404 Not Found", "not found\n");
    }
}

/* One request after the other on a connection that stays open until the client asks for its end; a request has no body. */
static void http(int peer)
{
    char buffer[8192];
    size_t filled = 0;
    for (;;) {
        char *end;
        buffer[filled] = 0;
        while (!(end = strstr(buffer, "\r\n\r\n"))) {
            ssize_t got;
            if (filled == sizeof buffer - 1)
                return;
            got = read(peer, buffer + filled, sizeof buffer - 1 - filled);
            if (got <= 0)
                return;
            filled += got;
            buffer[filled] = 0;
        }
        answer_request(peer, buffer);
        end += 4;
        char *last = strstr(buffer, "\r\nConnection: close\r\n");
        if (last && last < end)
            return;
        filled -= end - buffer;
        memmove(buffer, end, filled);
    }
}

/* A process for each connection, which ends with it. */
static void serve(int port, void (*talk)(int))
{
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(port) };
    int on = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&any, sizeof any) || listen(listener, 1024))
        die("listen");
    if (fork() > 0) {
        close(listener);
        return;
    }
    for (;;) {
        int peer = accept(listener, 0, 0);
        if (peer < 0)
            die("accept");
        if (fork() == 0) {
            close(listener);
            talk(peer);
            exit(0);
        }
        close(peer);
    }
}

static unsigned stop_delay;

static void leave(int signal_number)
{
    if (signal_number == SIGTERM && stop_delay > 0)
        alarm(stop_delay);
    else
        _exit(signal_number == SIGINT ? 1 : 0);
}

int main(int count, char **arguments)
{
    if (getenv("STOP_DELAY"))
        stop_delay = atoi(getenv("STOP_DELAY"));
    signal(SIGTERM, leave);
    signal(SIGALRM, leave);
    signal(SIGINT, leave);
    signal(SIGCHLD, SIG_IGN);
    if (count > 1 && strcmp(arguments[1], "pause") == 0)
        for (;;)
            pause();
    for (int i = 0; i < BLOCK; i++)
        pattern[i] = i % PERIOD;
    serve(7000, echo);
    serve(7001, source);
    serve(7002, sink);
    serve(8080, http);
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}
