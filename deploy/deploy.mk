# Deployment. PI="user@host …" or INVENTORY=file; ARGS go to `python -m deploy`.
DEPLOY := .venv-deploy
PI ?=
BASE ?=
INVENTORY ?=
SSH_ARGS ?=

$(DEPLOY)/installed: requirements-deploy.txt $(call anew,$(DEPLOY))
	$(call make_venv,$(DEPLOY),requirements-deploy.txt)

define on_the_pis
	@test -n "$(PI)$(INVENTORY)" || { echo "Name a Pi: make $@ PI=user@host (or INVENTORY=classroom.yml)." >&2; exit 2; }
	@$(DEPLOY)/bin/python -m deploy $@ $(if $(PI),--pi "$(PI)",--inventory "$(INVENTORY)") \
		$(if $(SSH_ARGS),--ssh-args=" $(SSH_ARGS)") $(if $(CHECK),--check) $(ARGS)
endef

.PHONY: deploy rollback status logs pull image test-pi test-vm
deploy: $(DEPLOY)/installed $(DEVICE)/installed ## install this version on a Pi (PI=user@host; CHECK=1 changes nothing)
	$(on_the_pis)

rollback: $(DEPLOY)/installed ## roll back to the previous release (PI=user@host)
	$(on_the_pis)

status: $(DEPLOY)/installed ## print the state of the stations (PI="user@one user@two")
	$(on_the_pis)

logs: $(DEPLOY)/installed ## print the last lines of the stations' logs (PI=…, ARGS="--lines 200")
	$(on_the_pis)

pull: $(DEPLOY)/installed ## fetch recordings made on a Pi into recordings/ (PI=…)
	$(on_the_pis)

image: $(DEPLOY)/installed $(DEVICE)/installed ## make a card ready to flash (BASE=raspios-lite.img.xz; needs root; ARGS="--settings FILE")
	@test -n "$(BASE)" || { echo "Name the image that you have downloaded: make image BASE=raspios-lite-arm64.img.xz" >&2; exit 2; }
	@$(DEPLOY)/bin/python -m deploy.image "$(BASE)" $(ARGS)

test-pi: $(DEPLOY)/installed $(DEVICE)/dev ## deploy to virtual Pis and inject faults (needs root; LONG=1 runs all tests)
	@$(DEVICE)/bin/python -m pytest -q -rs tests/virtual_pi $(if $(LONG),,-m "not slow") $(ARGS)

test-vm: $(DEPLOY)/installed $(DEVICE)/dev ## test on an emulated computer: power cuts, camera driver, screen, GPIO (needs root)
	@$(DEVICE)/bin/python -m pytest -q -rs tests/virtual_vm $(ARGS)
