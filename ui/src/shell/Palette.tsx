import { Input, Modal, type InputRef } from "antd";
import { useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { PLACES } from "./all-places";
import { changeLanguage, useLanguage } from "./language";

interface Choice {
  id: string;
  name: string;
  hint: string;
  /** What it can be found by, in both languages where both are loaded. */
  text: string;
  run: () => void;
}

/** The choices whose text has every word that was typed, in any order. */
export function matching<T extends { text: string }>(choices: readonly T[], typed: string): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter((one) => words.every((word) => one.text.toLowerCase().includes(word)));
}

/** Any page by its name, from the keyboard. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<InputRef>(null);
  const taken = useRef<Choice | null>(null);
  const list = useId();

  const choices = useMemo<Choice[]>(() => {
    const pages = PLACES.filter((place) => !place.path.includes(":")).map((place) => {
      const name = t(place.title);
      const hint = place.room === "none" ? place.path : t(`shell:room.${place.room}`);
      const words = place.words ? t(place.words) : "";
      return {
        id: place.path,
        name,
        hint,
        text: `${name} ${hint} ${place.path} ${words}`,
        run: () => void navigate(place.path),
      };
    });
    const other = language === "zh" ? "en" : "zh";
    return [
      ...pages,
      {
        id: "language",
        name: t("shell:keys.language"),
        hint: t("shell:other_language"),
        text: `${t("shell:keys.language")} ${t("shell:other_language")} language`,
        run: () => void changeLanguage(other),
      },
    ];
  }, [t, language, navigate]);
  const found = matching(choices, typed);
  const chosen = Math.min(at, Math.max(0, found.length - 1));

  // done once the dialogue is gone, or it would take the focus back from the page
  const take = (choice: Choice | undefined): void => {
    if (!choice) return;
    taken.current = choice;
    onClose();
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      setAt((chosen + step + found.length) % Math.max(1, found.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(found[chosen]);
    }
  };

  return (
    <Modal
      open={open}
      onCancel={onClose}
      footer={null}
      title={t("shell:palette.title")}
      width={560}
      destroyOnHidden
      focusable={{ focusTriggerAfterClose: false }}
      transitionName=""
      maskTransitionName=""
      afterOpenChange={(shown) => {
        if (shown) input.current?.focus();
        else {
          setTyped("");
          setAt(0);
          taken.current?.run();
          taken.current = null;
        }
      }}
    >
      <Input
        ref={input}
        size="large"
        value={typed}
        placeholder={t("shell:palette.placeholder")}
        role="combobox"
        aria-label={t("shell:palette.placeholder")}
        aria-expanded
        aria-controls={list}
        aria-activedescendant={found[chosen] ? `${list}-${chosen}` : undefined}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={list} role="listbox" aria-label={t("shell:palette.title")} className="palette">
        {found.map((choice, index) => (
          <li
            key={choice.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onMouseEnter={() => setAt(index)}
            onClick={() => take(choice)}
          >
            <span>{choice.name}</span>
            <small>{choice.hint}</small>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="quiet">{t("shell:palette.none")}</p>}
    </Modal>
  );
}
