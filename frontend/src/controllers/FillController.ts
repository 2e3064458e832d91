/**
 * Fills the sign-in form with an account of the demonstration.
 *
 *     <button type="button" data-controller="fill" data-action="fill#now"
 *             data-fill-username-value="duty_officer" data-fill-password-value="…">…</button>
 */
import { Controller } from "@hotwired/stimulus";

export default class FillController extends Controller<HTMLElement> {
  static override values = { username: String, password: String };

  declare readonly usernameValue: string;
  declare readonly passwordValue: string;

  now(): void {
    this.fill("username", this.usernameValue);
    this.fill("password", this.passwordValue);
    document.querySelector<HTMLElement>("main button[type=submit]")?.focus();
  }

  private fill(name: string, value: string): void {
    const input = document.querySelector<HTMLInputElement>(`main input[name="${name}"]`);
    if (!input) return;
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
