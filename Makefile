CONFIGURATION ?= Release
RESULTS       ?= artifacts/test-results
# One project after the other: the tests of each run in parallel already. A run that hangs is ended and names the test.
DOTNET_TEST    = dotnet test --nologo --no-build -c $(CONFIGURATION) devloop.sln -m:1 --logger trx \
                 --blame-hang-timeout 3m --blame-hang-dump-type none --results-directory

MINUTES       ?= 5
SEED          ?= 1
RATE          ?= 200

SOAK           = dotnet tests/DevLoop.Soak/bin/$(CONFIGURATION)/net10.0/DevLoop.Soak.dll --minutes $(MINUTES) --seed $(SEED) --rate $(RATE) \
                 --logs artifacts/soak

# What `make install` installs, `make bench` measures and `make test-published` tests.
PUBLISHED      = artifacts/publish
AOT           ?= true
PREFIX        ?= $(if $(filter 0,$(shell id -u)),/usr/local,$(HOME)/.local)

# Of `make bench`: what `dotnet run --project tests/DevLoop.Benchmarks -- --help` says of them.
ROWS          ?=
PAIRS         ?= 5
SIZE          ?= 256
BENCH_OPTIONS ?=
BENCH          = dotnet run --no-build -c $(CONFIGURATION) --project tests/DevLoop.Benchmarks --

export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1

.PHONY: build test test-real test-published soak soak-published mutation demo publish install bench bench-codec bench-manifests clean

build:
	dotnet build --nologo -v quiet -c $(CONFIGURATION) devloop.sln

# Every test that needs the .NET SDK only.
test: build
	rm -rf $(RESULTS)/test
	$(DOTNET_TEST) $(RESULTS)/test --filter "TestCategory!=RealPeer"

# The tests against a real kubectl and a real containerd. A peer that is not installed skips its tests, unless
# DEVLOOP_REQUIRE (kubectl,containerd) names it: then it fails them.
test-real: build
	rm -rf $(RESULTS)/test-real
	$(DOTNET_TEST) $(RESULTS)/test-real --filter "TestCategory=RealPeer"

# The tests that start the program as a process, with the program that `make install` installs.
test-published: build publish
	rm -rf $(RESULTS)/test-published
	DEVLOOP_PROGRAM=$(CURDIR)/$(PUBLISHED)/devloop $(DOTNET_TEST) $(RESULTS)/test-published --filter "TestCategory=Process"

# MINUTES of RATE connections a second and faults, drawn from SEED; then what is left of them. Linux only.
soak: build
	$(SOAK) --devloop src/DevLoop.Cli/bin/$(CONFIGURATION)/net10.0/devloop.dll

# The same of the program that `make install` installs, whose heap cannot be counted.
soak-published: publish
	dotnet build --nologo -v quiet -c $(CONFIGURATION) tests/DevLoop.Soak
	$(SOAK) --devloop $(PUBLISHED)/devloop

# What the tests of the codec, the session, target choice and port choice would not notice: see docs/testing.md. It has a build
# of its own (Debug), since it puts changed assemblies into it.
mutation:
	dotnet tool restore
	for part in codec session relay; do \
	    (cd tests/DevLoop.PortForward.Tests && dotnet stryker -f stryker-$$part.json --output $(CURDIR)/artifacts/mutation/$$part) || exit; \
	done
	cd tests/DevLoop.Forwarding.Tests && dotnet stryker --output $(CURDIR)/artifacts/mutation/choice

# A cluster in one process, devloop dev on it, a rollout and a pod that goes away: ends by itself.
demo: build
	dotnet src/DevLoop.Cli/bin/$(CONFIGURATION)/net10.0/devloop.dll demo

# Machine code for this machine, which needs no .NET runtime; or, with AOT=false, half of it (ReadyToRun), on the .NET runtime that is
# installed: for a machine without gcc and clang, and for a platform that the native compiler does not know.
publish:
	rm -rf $(PUBLISHED)
	dotnet publish --nologo -v quiet -c $(CONFIGURATION) src/DevLoop.Cli --use-current-runtime -p:RunAnalyzers=false -o $(PUBLISHED) \
	    $(if $(filter false,$(AOT)),--self-contained false -p:PublishReadyToRun=true,-p:Native=true)

install: publish
	rm -rf $(DESTDIR)$(PREFIX)/lib/devloop
	mkdir -p $(DESTDIR)$(PREFIX)/lib/devloop $(DESTDIR)$(PREFIX)/bin
	cp -R $(PUBLISHED)/. $(DESTDIR)$(PREFIX)/lib/devloop/
	ln -sfn ../lib/devloop/devloop $(DESTDIR)$(PREFIX)/bin/devloop

# devloop beside the kubectl on the PATH: ROWS=download,connect PAIRS=5 SIZE=256 BENCH_OPTIONS="--kubeconfig FILE --context NAME".
bench: publish
	dotnet build --nologo -v quiet -c $(CONFIGURATION) tests/DevLoop.Benchmarks
	$(BENCH) --devloop $(PUBLISHED)/devloop --pairs $(PAIRS) --size $(SIZE) $(if $(ROWS),--rows $(ROWS)) \
	    --output artifacts/bench.md $(BENCH_OPTIONS)

# The codec alone, in memory: BENCH_OPTIONS="--filter *Frame*".
bench-codec:
	dotnet build --nologo -v quiet -c $(CONFIGURATION) tests/DevLoop.Benchmarks
	$(BENCH) codec $(or $(BENCH_OPTIONS),--filter '*')

# What a cluster must hold to be measured on: IMAGE is a build of the demo program, or its equal.
bench-manifests:
	@dotnet build --nologo -v quiet -c $(CONFIGURATION) tests/DevLoop.Benchmarks >&2
	@$(BENCH) manifests $(IMAGE)

clean:
	dotnet clean --nologo -v quiet -c $(CONFIGURATION) devloop.sln
	rm -rf artifacts
