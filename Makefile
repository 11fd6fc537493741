CONFIGURATION ?= Release
RESULTS       ?= artifacts/test-results
# One project after the other: the tests of each run in parallel already. A run that hangs is ended and names the test.
DOTNET_TEST    = dotnet test --nologo --no-build -c $(CONFIGURATION) devloop.sln -m:1 --logger trx \
                 --blame-hang-timeout 3m --blame-hang-dump-type none --results-directory

MINUTES       ?= 5
SEED          ?= 1
RATE          ?= 200

export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1

.PHONY: build test test-real soak mutation demo clean

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

# MINUTES of RATE connections a second and faults, drawn from SEED; then what is left of them. Linux only.
soak: build
	dotnet tests/DevLoop.Soak/bin/$(CONFIGURATION)/net10.0/DevLoop.Soak.dll --minutes $(MINUTES) --seed $(SEED) --rate $(RATE) \
	    --devloop src/DevLoop.Cli/bin/$(CONFIGURATION)/net10.0/devloop.dll --logs artifacts/soak

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

clean:
	dotnet clean --nologo -v quiet -c $(CONFIGURATION) devloop.sln
	rm -rf artifacts
